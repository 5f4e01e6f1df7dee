// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openautoglm.engine.api.BatchOptions;
import org.openautoglm.engine.api.TokenLogprobs;

/**
 * Streams that ask again as soon as they are answered, on a model that takes 30 ms for a step and 4
 * ms more for each token in it; the clock is the model's.
 */
class ClosedLoopTest {
  private static final double STEP = 30;
  private static final double TOKEN = 4;
  private static final int PROMPT = 80;
  private static final int LONG_PROMPT = 2000;
  private static final int ANSWER = 40;
  private static final int ROUNDS = 6;

  private final AtomicLong clock = new AtomicLong();
  private final FakeForward model =
      new FakeForward(6000) {
        @Override
        public float[] logits(StepTokens step) {
          clock.addAndGet((long) (1e6 * (STEP + TOKEN * step.ids().length)));
          return super.logits(step);
        }
      };
  private final SequenceBatch batch =
      Batches.batch(
          model,
          new BatchLimits(FakeForward.VOCABULARY, LONG_PROMPT + 1, 6000, 16, 512),
          new BatchOptions(true, false),
          clock::get);
  private final List<Long> gaps = new ArrayList<>();
  private int asked;
  private int answered;

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 16})
  void tokensComeEvenlyAndPromptsAreComputedFastEnoughForAllStreamsToRun(int streams) {
    for (int i = 0; i < streams; i++) {
      ask();
    }
    Batches.runUntil(batch, () -> answered >= ROUNDS * streams);

    double seconds = clock.get() / 1e9;
    double ideal = (ANSWER * (STEP / streams + TOKEN) + PROMPT * TOKEN) / 1000;
    assertThat(answered / seconds).isGreaterThan(0.75 / ideal);
    Collections.sort(gaps);
    assertThat(gaps.get(gaps.size() * 99 / 100)).isLessThanOrEqualTo(2 * gaps.get(gaps.size() / 2));
  }

  @Test
  void aLongPromptLeavesRunningStreamsTheirPaceAndGetsItsOwnTurn() {
    int streams = 8;
    for (int i = 0; i < streams; i++) {
      ask();
    }
    Batches.runUntil(batch, () -> answered >= 2 * streams);
    gaps.clear();
    long joined = clock.get();
    Recorder late = new Recorder();
    batch.submit(Batches.request("late", Batches.tokens(-1, LONG_PROMPT), 1), late);
    Batches.runUntil(batch, late::ended);

    Collections.sort(gaps);
    double plain = 1e6 * (STEP + TOKEN * streams);
    assertThat(gaps.get(gaps.size() * 99 / 100)).isLessThanOrEqualTo((long) (2 * plain));
    // half of what prompts get in a step is for the oldest of them, and at least four tokens are
    assertThat(clock.get() - joined).isLessThan((long) (LONG_PROMPT / 4 * 2 * plain));
  }

  private void ask() {
    int number = asked++;
    batch.submit(
        Batches.request("stream " + number, Batches.tokens(number, PROMPT), ANSWER),
        new Recorder() {
          private long last;

          @Override
          public void onToken(int token, String piece, TokenLogprobs scored) {
            super.onToken(token, piece, scored);
            if (tokens().size() > 1) {
              gaps.add(clock.get() - last);
            }
            last = clock.get();
            if (tokens().size() == ANSWER) {
              answered++;
              ask();
            }
          }
        });
  }
}
