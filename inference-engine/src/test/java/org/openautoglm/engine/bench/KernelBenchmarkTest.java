// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openautoglm.engine.api.EngineOptions;
import org.openautoglm.engine.api.InferenceEngine;

class KernelBenchmarkTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  private int run(String... arguments) {
    return KernelBenchmark.run(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(errors, true, StandardCharsets.UTF_8),
        arguments);
  }

  @Test
  void everyShapeIsMeasuredWithEveryKernelThatKnowsIt() {
    // elsewhere, libtorch would be extracted once more
    InferenceEngine.discover().start(new EngineOptions(Path.of("target/native"), 2));
    assertThat(run("--synthetic", "glm-tiny", "--threads", "2", "--folder", "target")).isZero();
    assertThat(errors.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("glm-tiny, 2 threads")
        .containsPattern("\n320 x 64 +1 +4 +16 +64 +512  tokens\n")
        .containsPattern("\nlibtorch bfloat16( +[0-9.]+){5}\n")
        .doesNotContain("Infinity", "NaN");
  }

  @ParameterizedTest
  @EnumSource(ProductKernel.class)
  void onlyKernelsOfTheEnginesOwnNeedItsOperators(ProductKernel kernel) {
    String methods = Products.methods(kernel);
    assertThat(methods)
        .contains("  def " + kernel.method() + "(", "  def " + kernel.method() + "_prepare(");
    assertThat(methods.contains("ops.autoglm")).isEqualTo(kernel.isOwn());
  }

  @Test
  void theMatricesOfAModelAreThoseItMultipliesWith() {
    assertThat(MatrixShape.of(SyntheticModel.GLM_1_6B.shape()))
        .containsExactly(
            new MatrixShape(2048, 2048),
            new MatrixShape(512, 2048),
            new MatrixShape(12288, 2048),
            new MatrixShape(2048, 6144),
            new MatrixShape(59264, 2048));
    assertThat(MatrixShape.of(SyntheticModel.GPT_2.shape()))
        .containsExactly(
            new MatrixShape(50257, 768),
            new MatrixShape(2304, 768),
            new MatrixShape(768, 768),
            new MatrixShape(3072, 768),
            new MatrixShape(768, 3072));
  }

  @Test
  void wrongArgumentsAreToldWithTheUsage() {
    assertThat(run("--dtype", "int4")).isEqualTo(2);
    assertThat(run("--threads", "none")).isEqualTo(2);
    assertThat(errors.toString(StandardCharsets.UTF_8)).contains("--dtype", "--threads", "Usage:");
    assertThat(run("--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("Usage: ./autoglm bench kernels");
  }
}
