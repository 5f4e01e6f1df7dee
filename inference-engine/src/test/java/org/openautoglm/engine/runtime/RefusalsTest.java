// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.openautoglm.engine.TestModels;
import org.openautoglm.engine.api.BatchOptions;
import org.openautoglm.engine.api.CheckpointException;
import org.openautoglm.engine.api.ComputeType;
import org.openautoglm.engine.api.EngineOptions;
import org.openautoglm.engine.api.EngineUnavailableException;
import org.openautoglm.engine.api.InferenceEngine;
import org.openautoglm.engine.api.LoadOptions;
import org.openautoglm.engine.api.ModelInfo;

/** What cannot be loaded is refused with the file, the tensor and what was expected. */
class RefusalsTest {
  private final InferenceEngine engine = InferenceEngine.discover();

  @TempDir Path folder;

  @BeforeEach
  void copyCheckpoint() throws IOException {
    TestModels.copy("glm", folder);
  }

  @Test
  void inspectingTellsWhatAFolderHolds() {
    ModelInfo info = engine.inspect(folder);
    assertThat(info.architecture()).isEqualTo("GlmForCausalLM");
    assertThat(info.layers()).isEqualTo(3);
    assertThat(info.contextLength()).isEqualTo(256);
    assertThat(info.storedType()).isEqualTo("F32");
    assertThat(info.weightBytes()).isEqualTo(4 * info.parameters());
    assertThat(info.chatTemplate()).isFalse();
  }

  @Test
  void anUnknownArchitectureIsRefusedNamingTheKnownOnes() throws IOException {
    edit(
        config ->
            config
                .getAsJsonArray("architectures")
                .set(0, new com.google.gson.JsonPrimitive("MambaForCausalLM")));
    refused("config.json", "MambaForCausalLM", "GlmForCausalLM", "Qwen3ForCausalLM");
  }

  @Test
  void aTensorOfAnotherShapeIsRefusedNamingBothShapes() throws IOException {
    edit(config -> config.addProperty("intermediate_size", 100));
    refused("model.safetensors", "model.layers.0.mlp.gate_up_proj.weight", "192", "200");
  }

  @Test
  void aMissingTensorIsRefusedByName() throws IOException {
    edit(config -> config.addProperty("num_hidden_layers", 4));
    refused("model.layers.3.input_layernorm.weight");
  }

  @Test
  void impossibleSizesAreRefused() throws IOException {
    edit(config -> config.addProperty("num_key_value_heads", 3));
    refused("num_attention_heads", "num_key_value_heads");
  }

  @Test
  void anUnknownRopeTypeIsRefused() throws IOException {
    edit(
        config -> {
          JsonObject scaling = new JsonObject();
          scaling.addProperty("rope_type", "yarn");
          config.add("rope_scaling", scaling);
        });
    refused("rope_type 'yarn'", "llama3");
  }

  @Test
  void anUnknownActivationIsRefused() throws IOException {
    edit(config -> config.addProperty("hidden_act", "mish"));
    refused("mish", "silu");
  }

  @Test
  void aTruncatedFileIsRefusedNamingIt() throws IOException {
    Path weights = folder.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    Files.write(weights, java.util.Arrays.copyOf(bytes, bytes.length - 1000));
    refused("model.safetensors");
  }

  @Test
  void aPickleInsteadOfSafetensorsIsRefused() throws IOException {
    Files.delete(folder.resolve("model.safetensors"));
    Files.write(folder.resolve("pytorch_model.bin"), new byte[] {'P', 'K', 3, 4});
    refused("pytorch_model.bin", "safetensors");
  }

  @Test
  void weightsOfIntegersAreRefused() throws IOException {
    Path weights = folder.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    int header = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    String json = new String(bytes, 8, header, StandardCharsets.UTF_8);
    byte[] changed = json.replaceFirst("\"F32\"", "\"I32\"").getBytes(StandardCharsets.UTF_8);
    System.arraycopy(changed, 0, bytes, 8, header);
    Files.write(weights, bytes);
    engine.start(new EngineOptions(Path.of("target/native"), 2));
    assertThatThrownBy(() -> engine.load(folder, LoadOptions.cpu(64)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("I32")
        .hasMessageContaining("BF16");
  }

  @ParameterizedTest
  @MethodSource("weightsAndFormats")
  void aWeightThatIsNoNumberIsRefusedByName(String model, String tensor, ComputeType type)
      throws IOException {
    TestModels.copy(model, folder);
    Path weights = folder.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    int header = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    JsonObject described =
        new Gson()
            .fromJson(new String(bytes, 8, header, StandardCharsets.UTF_8), JsonObject.class)
            .getAsJsonObject(tensor);
    int end = 8 + header + described.getAsJsonArray("data_offsets").get(1).getAsInt();
    bytes[end - 1] = 0x7f;
    bytes[end - 2] = (byte) 0xff;
    Files.write(weights, bytes);
    engine.start(new EngineOptions(Path.of("target/native"), 2));
    LoadOptions options =
        new LoadOptions("cpu", type, 64, 1, BatchOptions.defaults(), fraction -> {});
    assertThatThrownBy(() -> engine.load(folder, options).close())
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("model.safetensors")
        .hasMessageContaining("'" + tensor + "'")
        .hasMessageContaining("NaN");
    try (var files = Files.walk(folder)) {
      assertThat(files.map(Path::toString))
          .as("no half file is left")
          .noneMatch(file -> file.endsWith(".tmp"));
    }
  }

  static Stream<Arguments> weightsAndFormats() {
    return Stream.of("glm", "glm_tied_bf16", "llama_f16")
        .flatMap(
            model ->
                Stream.of(
                        "model.embed_tokens.weight",
                        "model.norm.weight",
                        "model.layers.0.self_attn.q_proj.weight")
                    .flatMap(
                        tensor ->
                            Stream.of(
                                    ComputeType.FLOAT32,
                                    ComputeType.BFLOAT16,
                                    ComputeType.INT8,
                                    ComputeType.INT4)
                                .map(type -> Arguments.of(model, tensor, type))));
  }

  @Test
  void aTokenizerOfAnotherModelIsRefused() throws IOException {
    Files.copy(
        TestModels.FOLDER.resolve("../tokenizers/llama3/tokenizer.json"),
        folder.resolve("tokenizer.json"),
        StandardCopyOption.REPLACE_EXISTING);
    engine.start(new EngineOptions(Path.of("target/native"), 2));
    assertThatThrownBy(() -> engine.load(folder, LoadOptions.cpu(64)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("vocab_size")
        .hasMessageContaining("320");
  }

  @Test
  void aDeviceThatIsNotThereIsRefused() {
    engine.start(new EngineOptions(Path.of("target/native"), 2));
    LoadOptions gpu =
        new LoadOptions(
            "gpu:99",
            LoadOptions.cpu(64).computeType(),
            64,
            1,
            BatchOptions.defaults(),
            fraction -> {});
    assertThatThrownBy(() -> engine.load(folder, gpu))
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessageContaining("gpu:99");
  }

  private void refused(String... parts) {
    var refusal =
        assertThatThrownBy(() -> engine.inspect(folder)).isInstanceOf(CheckpointException.class);
    for (String part : parts) {
      refusal.hasMessageContaining(part);
    }
  }

  private void edit(Consumer<JsonObject> change) throws IOException {
    Path file = folder.resolve("config.json");
    JsonObject config = TestModels.json(file);
    change.accept(config);
    Files.writeString(file, config.toString());
  }
}
