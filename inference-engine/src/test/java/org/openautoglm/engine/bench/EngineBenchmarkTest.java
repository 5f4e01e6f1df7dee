// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openautoglm.engine.api.EngineOptions;
import org.openautoglm.engine.api.InferenceEngine;
import org.openautoglm.engine.checkpoint.Checkpoint;

/** The benchmark of the engine with a model that is measured in no time. */
class EngineBenchmarkTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  private int run(String... arguments) {
    return EngineBenchmark.run(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(errors, true, StandardCharsets.UTF_8),
        arguments);
  }

  @Test
  void measuresAndWritesWhatItPrints() throws IOException {
    // elsewhere, libtorch would be extracted once more
    InferenceEngine.discover().start(new EngineOptions(Path.of("target/native"), 2));
    Path json = folder.resolve("result.json");
    int status =
        run(
            "--synthetic",
            "glm-tiny",
            "--threads",
            "2",
            "--folder",
            folder.toString(),
            "--json",
            json.toString());
    assertThat(errors.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(status).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("glm-tiny, int4, cpu, 2 threads", "prefill of 512 tokens", "decode, 16 streams")
        .containsPattern("libtorch (int8|bfloat16|float32) product +[0-9.]+ GOP/s")
        .containsPattern("[0-9]+ % of libtorch's (int8|bfloat16|float32) product")
        .doesNotContain("Infinity", "NaN");
    JsonObject result = new Gson().fromJson(Files.readString(json), JsonObject.class);
    assertThat(result.get("model").getAsString()).isEqualTo("glm-tiny");
    assertThat(result.get("device").getAsString()).isEqualTo("cpu");
    assertThat(result.get("gemm_type").getAsString()).isIn("int8", "bfloat16", "float32");
    for (String rate : new String[] {"gemm_rate", "prefill_512", "decode_1", "decode_16"}) {
      assertThat(result.get(rate).getAsDouble()).as(rate).isPositive();
    }
  }

  @Test
  void aResultThatCannotBeWrittenIsToldBeforeAnythingIsMeasured() {
    Path json = folder.resolve("absent/result.json");
    int status =
        run("--synthetic", "glm-tiny", "--folder", folder.toString(), "--json", json.toString());
    assertThat(status).isEqualTo(1);
    assertThat(errors.toString(StandardCharsets.UTF_8)).contains("NoSuchFile", json.toString());
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aDeviceThatIsNotThereIsToldBeforeWeightsAreMade() {
    InferenceEngine.discover().start(new EngineOptions(Path.of("target/native"), 2));
    int status =
        run("--synthetic", "glm-tiny", "--device", "gpu:99", "--folder", folder.toString());
    assertThat(status).isEqualTo(1);
    assertThat(errors.toString(StandardCharsets.UTF_8)).contains("gpu:99", "GPUs");
    assertThat(folder.resolve("glm-tiny")).doesNotExist();
  }

  @Test
  void wrongArgumentsAreToldWithTheUsage() {
    assertThat(run("--synthetic", "glm-tiny", "--dtype", "int2")).isEqualTo(2);
    assertThat(errors.toString(StandardCharsets.UTF_8)).contains("int2", "Usage:");
    assertThat(run("--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("Usage:");
  }

  @Test
  void theSameSeedGivesTheSameCheckpointAndItIsMadeOnce() throws IOException {
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    SyntheticCheckpoint.write(one, SyntheticModel.GLM_TINY.shape(), 5, fraction -> {});
    SyntheticCheckpoint.write(two, SyntheticModel.GLM_TINY.shape(), 5, fraction -> {});
    Path weights = two.resolve("model.safetensors");
    assertThat(one.resolve("model.safetensors")).hasSameBinaryContentAs(weights);
    SyntheticCheckpoint.write(two, SyntheticModel.GLM_TINY.shape(), 6, fraction -> {});
    assertThat(one.resolve("model.safetensors")).hasSameBinaryContentAs(weights);
    assertThat(Checkpoint.open(one).tensors())
        .hasSameSizeAs(SyntheticModel.GLM_TINY.shape().tensors());
  }

  @Test
  void theCheckpointIsOneThatTheEngineKnows() throws IOException {
    Path tiny = folder.resolve("tiny");
    SyntheticCheckpoint.write(tiny, SyntheticModel.GLM_TINY.shape(), 1, fraction -> {});
    var info = InferenceEngine.discover().inspect(tiny);
    assertThat(info.layers()).isEqualTo(2);
    assertThat(info.vocabularySize()).isEqualTo(512);
    assertThat(info.chatTemplate()).isTrue();
  }
}
