// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.openautoglm.engine.api.BatchOptions;
import org.openautoglm.engine.api.BatchStatistics;
import org.openautoglm.engine.api.GenerationRequest;

class SpeculationTest {
  private static final BatchOptions SPECULATION = new BatchOptions(false, true);

  @Test
  void anAnswerThatRepeatsItselfTakesFewerSteps() {
    SequenceBatch batch = Batches.batch(new FakeForward(200, 1), 200, 4, 64, SPECULATION);
    GenerationRequest request = Batches.request("a", new int[] {1, 2, 3}, 117);
    Recorder recorder = Batches.run(batch, request);
    assertThat(recorder.tokens()).isEqualTo(Batches.alone(request, 1).tokens());
    BatchStatistics now = batch.statistics();
    assertThat(now.steps()).isLessThan(70);
    assertThat(now.totals().accepted()).isGreaterThan(50);
    assertThat(now.totals().generated()).isEqualTo(117);
  }

  @Test
  void anAnswerThatCannotBeGuessedComputesFewTokensInVain() {
    FakeForward model = new FakeForward(200);
    SequenceBatch batch = Batches.batch(model, 200, 4, 64, SPECULATION);
    GenerationRequest request = Batches.request("a", Batches.tokens(3, 10), 100);
    assertThat(Batches.run(batch, request).tokens())
        .isEqualTo(Batches.alone(request, Integer.MAX_VALUE).tokens());
    assertThat(model.tokensComputed()).isLessThan(120);
  }

  @Test
  void aCacheWithoutASpareRowMeansNoDraftsAndNoPutBack() {
    SequenceBatch batch = Batches.batch(new FakeForward(120, 1), 120, 4, 64, SPECULATION);
    GenerationRequest request = Batches.request("a", Batches.tokens(1, 60), 60);
    assertThat(Batches.run(batch, request).tokens()).isEqualTo(Batches.alone(request, 1).tokens());
    assertThat(batch.statistics().totals().recomputed()).isZero();
  }

  /** Checking a draft costs as much as a token here, so with 8 sequences it cannot pay. */
  @Test
  void manySequencesForWhichDraftsDoNotPayHardlyGuess() {
    AtomicLong clock = new AtomicLong();
    FakeForward model =
        new FakeForward(1200, 1) {
          @Override
          public float[] logits(StepTokens step) {
            clock.addAndGet(1_000_000L * (2 + step.ids().length));
            return super.logits(step);
          }
        };
    BatchLimits limits = new BatchLimits(FakeForward.VOCABULARY, Batches.CONTEXT, 1200, 8, 64);
    SequenceBatch batch = Batches.batch(model, limits, SPECULATION, clock::get);
    List<Recorder> recorders = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      recorders.add(new Recorder());
      batch.submit(Batches.request("a", new int[] {i, 2, 3}, 117), recorders.get(i));
    }
    Batches.runAll(batch);
    assertThat(recorders).allSatisfy(each -> assertThat(each.tokens()).hasSize(117));
    assertThat(batch.statistics().totals().drafted()).isLessThan(100);
  }
}
