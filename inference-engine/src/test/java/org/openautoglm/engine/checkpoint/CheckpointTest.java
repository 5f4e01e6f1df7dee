// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.openautoglm.engine.checkpoint.CheckpointFolder.CONFIG;
import static org.openautoglm.engine.checkpoint.CheckpointFolder.vector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openautoglm.engine.api.CheckpointException;

class CheckpointTest {
  @TempDir Path path;

  @Test
  void a_folder_with_one_file_opens() {
    Checkpoint checkpoint = Checkpoint.open(CheckpointFolder.valid(path).path);

    assertThat(checkpoint.folder()).isEqualTo(path);
    assertThat(checkpoint.config().architecture()).isEqualTo("LlamaForCausalLM");
    assertThat(checkpoint.generationDefaults().stopTokens()).containsExactly(7);
    assertThat(checkpoint.weightBytes()).isEqualTo(26);
    assertThat(checkpoint.parameters()).isEqualTo(7);
    assertThat(checkpoint.storedType()).isEqualTo(StoredType.F32);
    assertThat(checkpoint.has("w")).isTrue();
    assertThat(checkpoint.has("v")).isFalse();
  }

  @Test
  void a_tensor_is_found_by_name_and_shape() {
    Checkpoint checkpoint = Checkpoint.open(CheckpointFolder.valid(path).path);

    assertThat(checkpoint.tensor("w", 3, 2).name()).isEqualTo("w");
    assertThat(checkpoint.tensor("w", -1, 2).name()).isEqualTo("w");
    assertThat(checkpoint.tensor("scale").name()).isEqualTo("scale");
  }

  @Test
  void a_missing_tensor_and_a_wrong_shape_name_what_was_expected() {
    Checkpoint checkpoint = Checkpoint.open(CheckpointFolder.valid(path).path);

    assertThatThrownBy(() -> checkpoint.tensor("lm_head.weight", 320, -1))
        .isInstanceOf(CheckpointException.class)
        .hasMessage(path + ": tensor 'lm_head.weight' is missing; expected with shape [320, any]");
    assertThatThrownBy(() -> checkpoint.tensor("w", 2, 3))
        .hasMessage(
            path.resolve("model.safetensors") + ": tensor 'w' has shape [3, 2]; expected [2, 3]");
    assertThatThrownBy(() -> checkpoint.tensor("w", 6)).hasMessageContaining("expected [6]");
  }

  @Test
  void shards_are_read_through_their_index_and_tensors_it_does_not_list_are_left_out() {
    CheckpointFolder folder = sharded();
    folder.write(
        "model-2.safetensors",
        CheckpointFolder.safetensors(
            "{\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},"
                + "\"extra\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[2,3]}}",
            3));

    Checkpoint checkpoint = Checkpoint.open(path);

    assertThat(checkpoint.tensors().keySet()).containsExactly("a", "b");
    assertThat(checkpoint.tensor("b", 2).file()).hasFileName("model-2.safetensors");
  }

  @Test
  void a_missing_shard_is_named() {
    sharded().delete("model-2.safetensors");
    refuses("model-2.safetensors: is missing", "model.safetensors.index.json names it");
  }

  @Test
  void a_shard_that_is_being_downloaded_is_told_as_such() {
    sharded()
        .delete("model-2.safetensors")
        .write(".cache/huggingface/download/model-2.safetensors.abc.incomplete", "x");
    refuses("model-2.safetensors", "still being written", "model-2.safetensors.abc.incomplete");
  }

  @Test
  void a_tensor_that_is_not_in_its_shard_is_named() {
    sharded().write("model-2.safetensors", vector("c", 3));
    refuses("model-2.safetensors: tensor 'b' is missing", "model.safetensors.index.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"../other/model.safetensors\"",
        "\"/etc/model.safetensors\"",
        "\"..\\\\model.safetensors\"",
        "\"C:model.safetensors\"",
        "\"sub/model.safetensors\"",
        "\"model.bin\"",
        "\"\"",
        "\"a\\u0000.safetensors\"",
        "3",
        "null"
      })
  void a_shard_outside_the_folder_or_of_another_kind_is_refused(String shard) {
    sharded().write("model.safetensors.index.json", "{\"weight_map\":{\"a\":" + shard + "}}");
    refuses("model.safetensors.index.json: tensor 'a' maps to");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"weight_map\":[]}", "{\"weight_map\":{}}", "[]", "{", ""})
  void a_malformed_index_is_refused(String index) {
    sharded().write("model.safetensors.index.json", index);
    refuses("model.safetensors.index.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"pytorch_model.bin", "pytorch_model.bin.index.json", "x.pt", "x.pth", "x.ckpt"})
  void pickle_files_are_not_loaded(String name) {
    new CheckpointFolder(path).write("config.json", CONFIG).write(name, "x");
    refuses(name, "pickle files can run code", "convert the checkpoint to safetensors");
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.safetensors.incomplete", "model.safetensors.part", "m.crdownload"})
  void a_checkpoint_that_is_being_written_is_told_as_such(String name) {
    new CheckpointFolder(path).write("config.json", CONFIG).write(name, "x");
    refuses("still being written", name);
  }

  @Test
  void a_folder_without_weights_says_what_was_expected() {
    new CheckpointFolder(path).write("config.json", CONFIG);
    refuses("has no weights; expected model.safetensors");
  }

  @Test
  void weights_under_another_name_or_of_another_kind_are_named() {
    CheckpointFolder folder = new CheckpointFolder(path).write("config.json", CONFIG);
    folder.write("consolidated.safetensors", vector("a", 1));
    refuses("'consolidated.safetensors' is there, but expected model.safetensors");
    folder.write("model.Q4_0.gguf", "GGUF");
    refuses("model.Q4_0.gguf", "a GGUF file");
  }

  @Test
  void a_file_without_tensors_is_refused() {
    CheckpointFolder.valid(path).write("model.safetensors", CheckpointFolder.safetensors("{}", 0));
    refuses("model.safetensors: holds no tensors");
  }

  @Test
  void a_folder_that_does_not_exist_is_refused() {
    assertThatThrownBy(() -> Checkpoint.open(path.resolve("absent")))
        .isInstanceOf(CheckpointException.class)
        .hasMessage(path.resolve("absent") + ": is not a folder");
  }

  @Test
  void weights_that_are_a_folder_are_refused() throws IOException {
    CheckpointFolder folder = CheckpointFolder.valid(path).delete("model.safetensors");
    Files.createDirectory(folder.path.resolve("model.safetensors"));
    refuses("model.safetensors");
  }

  @Test
  void a_symbolic_link_to_the_weights_is_followed() throws IOException {
    CheckpointFolder.valid(path);
    Files.createDirectory(path.resolve("blobs"));
    Files.move(path.resolve("model.safetensors"), path.resolve("blobs/4d7a"));
    Files.createSymbolicLink(path.resolve("model.safetensors"), Path.of("blobs/4d7a"));

    assertThat(Checkpoint.open(path).tensors()).hasSize(3);
  }

  private CheckpointFolder sharded() {
    return new CheckpointFolder(path)
        .write("config.json", CONFIG)
        .write("model-1.safetensors", vector("a", 2))
        .write("model-2.safetensors", vector("b", 3))
        .write(
            "model.safetensors.index.json",
            "{\"metadata\":{},\"weight_map\":"
                + "{\"b\":\"model-2.safetensors\",\"a\":\"model-1.safetensors\"}}");
  }

  private void refuses(String... messageParts) {
    assertThatThrownBy(() -> Checkpoint.open(path))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(path.toString())
        .hasMessageContainingAll(messageParts);
  }
}
