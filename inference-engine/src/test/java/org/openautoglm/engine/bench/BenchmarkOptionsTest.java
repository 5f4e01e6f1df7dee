// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openautoglm.engine.api.ComputeType;

class BenchmarkOptionsTest {

  @Test
  void onlyTheModelMustBeSaid() {
    BenchmarkOptions options = BenchmarkOptions.parse("--synthetic", "glm-1.6b");
    assertThat(options.model()).isEqualTo(SyntheticModel.GLM_1_6B);
    assertThat(options.device()).isEqualTo("cpu");
    assertThat(options.type()).isEqualTo(ComputeType.INT4);
    assertThat(options.threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(options.json()).isEmpty();
  }

  @Test
  void everythingCanBeSaid() {
    BenchmarkOptions options =
        BenchmarkOptions.parse(
            "--json r.json --threads 3 --folder f --dtype int8 --synthetic gpt-2".split(" "));
    assertThat(options.model()).isEqualTo(SyntheticModel.GPT_2);
    assertThat(options.type()).isEqualTo(ComputeType.INT8);
    assertThat(options.threads()).isEqualTo(3);
    assertThat(options.folder()).isEqualTo(Path.of("f"));
    assertThat(options.json()).contains(Path.of("r.json"));
  }

  @Test
  void onAGpuTheTypeIsOneItComputesIn() {
    BenchmarkOptions options =
        BenchmarkOptions.parse("--synthetic", "glm-1.6b", "--device", "gpu:1");
    assertThat(options.device()).isEqualTo("gpu:1");
    assertThat(options.gpu()).isEqualTo(1);
    assertThat(options.type()).isEqualTo(ComputeType.BFLOAT16);
    assertThat(type("--dtype float16 --device gpu:0")).isEqualTo(ComputeType.FLOAT16);
    assertThat(type("--dtype int4 --device gpu:0")).isEqualTo(ComputeType.INT4);
  }

  private static ComputeType type(String arguments) {
    return BenchmarkOptions.parse(("--synthetic gpt-2 " + arguments).split(" ")).type();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--synthetic",
        "--synthetic glm-9000b",
        "--synthetic gpt-2 --dtype auto",
        "--synthetic gpt-2 --dtype int3",
        "--synthetic gpt-2 --dtype float16",
        "--synthetic gpt-2 --device gpu",
        "--synthetic gpt-2 --device gpu:one",
        "--synthetic gpt-2 --device cuda:0",
        "--synthetic gpt-2 --threads 0",
        "--synthetic gpt-2 --threads 1000",
        "--synthetic gpt-2 --threads two",
        "--synthetic gpt-2 --speed fast"
      })
  void whatIsWrongIsRefused(String arguments) {
    String[] split = arguments.isEmpty() ? new String[0] : arguments.split(" ");
    assertThatThrownBy(() -> BenchmarkOptions.parse(split))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .isNotBlank();
  }

  @Test
  void anUnknownModelIsRefusedNamingTheKnownOnes() {
    assertThatThrownBy(() -> BenchmarkOptions.parse("--synthetic", "glm"))
        .hasMessageContaining("'glm'")
        .hasMessageContaining("glm-1.6b, glm-tiny, llama-3-8b, gpt-2");
  }
}
