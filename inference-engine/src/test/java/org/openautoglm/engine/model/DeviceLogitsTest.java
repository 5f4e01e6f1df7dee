// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openautoglm.engine.TestModels;
import org.openautoglm.engine.api.ComputeType;
import org.openautoglm.engine.api.EngineOptions;
import org.openautoglm.engine.api.InferenceEngine;
import org.openautoglm.engine.batch.StepTokens;
import org.openautoglm.engine.checkpoint.Checkpoint;
import org.openautoglm.engine.sampling.Shortlist;

/** What a device brings of its logits, computed by the processor as if it were one. */
class DeviceLogitsTest {
  private static final int TOKENS = 9;
  private static final double[] TEMPERATURES = {0, 0.5, 1, 2};
  private static final int[] ROWS = {0, 3, 4, 8};

  @BeforeAll
  static void startEngine() {
    InferenceEngine.discover().start(new EngineOptions(Path.of("target/native"), 2));
  }

  @ParameterizedTest
  @CsvSource({"glm, 7", "qwen2_tied, 20", "gpt2, 1000000"})
  void theBestOfEachRowComeWithTheirMassAndTheWholeRowOnDemand(String name, int most) {
    long[] range = LongStream.range(0, TOKENS).toArray();
    StepTokens step =
        new StepTokens(
            LongStream.range(3, 3 + TOKENS).toArray(),
            range,
            range,
            new long[] {0, TOKENS, 0, TOKENS},
            Arrays.stream(ROWS).asLongStream().toArray());
    Placement placement =
        new Placement(
            "cpu",
            ComputeType.FLOAT32,
            false,
            Path.of("target/quantised"),
            TOKENS,
            new ReentrantLock());
    try (TorchDecoder decoder =
        TorchDecoder.load(Checkpoint.open(TestModels.folder(name)), placement, fraction -> {})) {
      int width = decoder.vocabularySize();
      float[] logits = decoder.logits(step);
      DeviceLogits found = decoder.deviceLogits(step, TEMPERATURES, most);
      for (int r = 0; r < ROWS.length; r++) {
        float[] row = Arrays.copyOfRange(logits, r * width, (r + 1) * width);
        assertBest(found.shortlist(r).orElseThrow(), row, TEMPERATURES[r], Math.min(most, width));
        assertThat(found.offset(r)).isZero();
        assertThat(found.array(r)).containsExactly(row);
      }
    }
  }

  private static void assertBest(Shortlist found, float[] row, double temperature, int size) {
    float[] sorted = row.clone();
    Arrays.sort(sorted);
    float[] best = found.logits().clone();
    Arrays.sort(best);
    assertThat(best).containsExactly(Arrays.copyOfRange(sorted, row.length - size, row.length));
    assertThat(found.ids()).isSorted().doesNotHaveDuplicates();
    for (int i = 0; i < size; i++) {
      assertThat(row[found.ids()[i]]).isEqualTo(found.logits()[i]);
    }
    assertThat(found.whole()).isEqualTo(size == row.length);
    double divisor = temperature == 0 ? 1 : temperature;
    double mass = 0;
    for (float logit : row) {
      mass += Math.exp((logit - sorted[row.length - 1]) / divisor);
    }
    assertThat(found.mass()).isCloseTo(mass, within(1e-4 * mass));
  }
}
