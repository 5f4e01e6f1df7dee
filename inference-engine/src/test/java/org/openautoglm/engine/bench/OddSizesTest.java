// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openautoglm.engine.api.ComputeType;
import org.openautoglm.engine.api.EngineOptions;
import org.openautoglm.engine.api.InferenceEngine;
import org.openautoglm.engine.batch.StepTokens;
import org.openautoglm.engine.checkpoint.Checkpoint;
import org.openautoglm.engine.kernel.KernelsUnavailableException;
import org.openautoglm.engine.kernel.NativeKernels;
import org.openautoglm.engine.model.Placement;
import org.openautoglm.engine.model.TorchDecoder;

/** A whole model none of whose sizes is a multiple of 32, or even of 16. */
class OddSizesTest {
  private static final Path NATIVES = Path.of("target/native");

  private static boolean kernels;

  @BeforeAll
  static void startEngine() {
    InferenceEngine.discover().start(new EngineOptions(NATIVES, 2));
    try {
      kernels = NativeKernels.load(NATIVES, 2).sets() > 0;
    } catch (KernelsUnavailableException e) {
      kernels = false;
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ComputeType.class,
      names = {"INT8", "INT4"})
  void isComputedAsItIsInFloats(ComputeType type, @TempDir Path folder) throws IOException {
    SyntheticModel.Shape shape = SyntheticModel.glm(3, 60, 101, 5, 1, 131);
    SyntheticCheckpoint.write(folder, shape, 3, fraction -> {});
    float[] floats = logits(folder, ComputeType.FLOAT32, false);
    double tolerance = type == ComputeType.INT8 ? 0.03 : 0.25;
    assertThat(difference(logits(folder, type, false), floats)).isLessThan(tolerance);
    // where there are no kernels this compares the same once more
    assertThat(difference(logits(folder, type, kernels), floats)).isLessThan(tolerance);
  }

  private static float[] logits(Path folder, ComputeType type, boolean kernels) {
    Placement placement = new Placement("cpu", type, kernels, folder, 64, new ReentrantLock());
    try (TorchDecoder decoder =
        TorchDecoder.load(Checkpoint.open(folder), placement, fraction -> {})) {
      int tokens = 37;
      long[] range = new long[tokens];
      long[] ids = new long[tokens];
      for (int i = 0; i < tokens; i++) {
        range[i] = i;
        ids[i] = 7L * i % 130;
      }
      return decoder.logits(
          new StepTokens(ids, range, range, new long[] {0, tokens, 0, tokens}, range));
    }
  }

  private static double difference(float[] found, float[] expected) {
    double error = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      error += Math.pow(found[i] - expected[i], 2);
      size += Math.pow(expected[i], 2);
    }
    return Math.sqrt(error / size);
  }
}
