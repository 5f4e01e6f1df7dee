// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.Engine;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.openautoglm.engine.TestModels;
import org.openautoglm.engine.api.ComputeType;
import org.openautoglm.engine.api.EngineOptions;
import org.openautoglm.engine.api.InferenceEngine;
import org.openautoglm.engine.batch.StepTokens;
import org.openautoglm.engine.checkpoint.Checkpoint;
import org.openautoglm.engine.sampling.Shortlist;

/**
 * What a device brings of its logits: computed by the processor as if it were one, and by a GPU
 * where there is one, whose logits are compared with those of the reference as well.
 */
class DeviceLogitsTest {
  private static final String GPU = "gpu:0";
  private static final int TOKENS = 9;
  private static final double[] TEMPERATURES = {0, 0.5, 1, 2};
  private static final int[] ROWS = {0, 3, 4, 8};
  private static final int CACHE = 256;

  static final List<String> MODELS = TestModels.NAMES;

  @BeforeAll
  static void startEngine() {
    InferenceEngine.discover().start(new EngineOptions(Path.of("target/native"), 2));
  }

  @ParameterizedTest
  @CsvSource({"glm, 7", "qwen2_tied, 20", "gpt2, 1000000"})
  void theBestOfEachRowComeWithTheirMassAndTheWholeRowOnDemand(String name, int most) {
    try (TorchDecoder decoder = load(name, "cpu", ComputeType.FLOAT32)) {
      float[] logits = decoder.logits(step());
      DeviceLogits found = decoder.deviceLogits(step(), TEMPERATURES, most);
      assertShortlists(found, decoder.vocabularySize(), most);
      for (int r = 0; r < ROWS.length; r++) {
        int width = decoder.vocabularySize();
        assertThat(found.array(r))
            .containsExactly(Arrays.copyOfRange(logits, r * width, (r + 1) * width));
      }
    }
  }

  @ParameterizedTest
  @FieldSource("MODELS")
  void theBestOfEachRowComeFromAGpu(String name) {
    requireGpu();
    try (TorchDecoder decoder = load(name, GPU, ComputeType.BFLOAT16)) {
      DeviceLogits found = decoder.deviceLogits(step(), TEMPERATURES, 20);
      assertShortlists(found, decoder.vocabularySize(), 20);
    }
  }

  /** In float32 with libtorch's plain operators, in 16 bits with the flash kernel where it fits. */
  @ParameterizedTest
  @FieldSource("MODELS")
  void logitsOfAGpuAreThoseOfTheReference(String name) {
    requireGpu();
    assertThat(error(name, ComputeType.FLOAT32)).isLessThan(1e-3);
    assertThat(error(name, ComputeType.BFLOAT16)).isLessThan(0.05);
  }

  private static void requireGpu() {
    assumeTrue(
        Engine.getEngine("PyTorch").getGpuCount() > 0,
        "no GPU, or no CUDA build of libtorch (PYTORCH_LIBRARY_PATH)");
  }

  private static StepTokens step() {
    long[] range = LongStream.range(0, TOKENS).toArray();
    return new StepTokens(
        LongStream.range(3, 3 + TOKENS).toArray(),
        range,
        range,
        new long[] {0, TOKENS, 0, TOKENS},
        Arrays.stream(ROWS).asLongStream().toArray());
  }

  private static TorchDecoder load(String name, String device, ComputeType type) {
    Placement placement =
        new Placement(device, type, false, Path.of("target/quantised"), CACHE, new ReentrantLock());
    return TorchDecoder.load(Checkpoint.open(TestModels.folder(name)), placement, fraction -> {});
  }

  /** Normalised error of the last logits of all cases: |found - expected| / |expected|. */
  private static double error(String name, ComputeType type) {
    double error = 0;
    double size = 0;
    try (TorchDecoder decoder = load(name, GPU, type)) {
      for (JsonObject expected :
          TestModels.cases(TestModels.folder(name).resolve("expected.json"))) {
        long[] ids =
            Arrays.stream(TestModels.ints(expected.get("input_ids"))).asLongStream().toArray();
        long[] range = LongStream.range(0, ids.length).toArray();
        long[] whole = {0, ids.length, 0, ids.length};
        float[] logits =
            decoder.logits(new StepTokens(ids, range, range, whole, new long[] {ids.length - 1}));
        float[] reference = TestModels.floats(expected.get("last_logits"));
        for (int i = 0; i < reference.length; i++) {
          error += Math.pow(logits[i] - reference[i], 2);
          size += Math.pow(reference[i], 2);
        }
      }
    }
    return Math.sqrt(error / size);
  }

  private static void assertShortlists(DeviceLogits found, int width, int most) {
    for (int r = 0; r < ROWS.length; r++) {
      float[] row = found.array(r);
      assertThat(found.offset(r)).isZero();
      assertThat(row).hasSize(width);
      assertBest(found.shortlist(r).orElseThrow(), row, TEMPERATURES[r], Math.min(most, width));
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
