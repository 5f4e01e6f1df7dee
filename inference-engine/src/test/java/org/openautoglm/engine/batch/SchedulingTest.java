// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openautoglm.engine.api.BatchOptions;
import org.openautoglm.engine.api.FinishReason;
import org.openautoglm.engine.api.GenerationHandle;
import org.openautoglm.engine.api.TokenLogprobs;

class SchedulingTest {

  @Test
  void aTenantWithAThousandWaitingSequencesDelaysAnotherOneByOneAdmission() {
    SequenceBatch batch = Batches.batch(new FakeForward(240), 240, 1, 512, BatchOptions.defaults());
    List<Recorder> many = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      many.add(new Recorder());
      batch.submit(Batches.request("a", Batches.tokens(i, 5), 2), many.get(i));
    }
    batch.step();
    Recorder other = new Recorder();
    batch.submit(Batches.request("b", Batches.tokens(7, 5), 2), other);
    Batches.runUntil(batch, other::ended);
    assertThat(many.stream().filter(Recorder::ended).count()).isLessThanOrEqualTo(2);
  }

  @Test
  void aShortPromptAnswersWhileALongOneIsStillComputed() {
    SequenceBatch batch = Batches.batch(new FakeForward(400), 400, 4, 16, BatchOptions.plain());
    Recorder lengthy = new Recorder();
    Recorder quick = new Recorder();
    batch.submit(Batches.request("a", Batches.tokens(1, 110), 2), lengthy);
    batch.submit(Batches.request("a", Batches.tokens(2, 8), 2), quick);
    Batches.runUntil(batch, quick::ended);
    assertThat(lengthy.tokens()).isEmpty();
    Batches.runAll(batch);
    assertThat(lengthy.tokens()).hasSize(2);
  }

  @Test
  void aLargeSequenceIsNotStarvedBySmallOnesThatKeepComing() {
    SequenceBatch batch = Batches.batch(new FakeForward(200), 200, 4, 512, BatchOptions.plain());
    Recorder large = new Recorder();
    int steps = 0;
    for (; !large.ended(); steps++) {
      if (steps == 3) {
        batch.submit(Batches.request("large", Batches.tokens(1, 115), 2), large);
      }
      batch.submit(Batches.request("small", Batches.tokens(steps, 40), 5), new Recorder());
      batch.step();
      assertThat(steps).isLessThan(300);
    }
    assertThat(large.failure()).isNull();
  }

  @Test
  void nothingIsComputedForASequenceAfterItsCancellationWasNoticed() {
    FakeForward model = new FakeForward(400);
    SequenceBatch batch = Batches.batch(model, 400, 4, 8, BatchOptions.defaults());
    Recorder prefilling = new Recorder();
    Recorder other = new Recorder();
    GenerationHandle handle =
        batch.submit(Batches.request("a", Batches.tokens(1, 100), 9), prefilling);
    batch.submit(Batches.request("b", new int[] {1, 2, 3}, 50), other);
    batch.step();
    batch.step();
    handle.cancel();
    int before = model.calls();
    Batches.runAll(batch);
    assertThat(prefilling.reason()).isEqualTo(FinishReason.CANCELLED);
    assertThat(other.tokens()).hasSize(50);
    assertThat(model.steps().subList(before, model.calls()))
        .allSatisfy(step -> assertThat(step.sequences()).hasSize(4));
  }

  /** Also when it was cancelled in the middle of drafts that were all right. */
  @ParameterizedTest
  @ValueSource(ints = {70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80})
  void aSequenceCancelledByItsOwnListenerGetsNothingMore(int tokens) {
    SequenceBatch batch =
        Batches.batch(new FakeForward(400, 1), 400, 4, 64, BatchOptions.defaults());
    GenerationHandle[] handle = new GenerationHandle[1];
    Recorder recorder =
        new Recorder() {
          @Override
          public void onToken(int token, String piece, TokenLogprobs scored) {
            super.onToken(token, piece, scored);
            if (tokens().size() == tokens) {
              handle[0].cancel();
            }
          }
        };
    handle[0] = batch.submit(Batches.request("a", new int[] {1, 2, 3}, 110), recorder);
    Batches.runAll(batch);
    assertThat(recorder.tokens()).hasSize(tokens);
    assertThat(recorder.reason()).isEqualTo(FinishReason.CANCELLED);
  }
}
