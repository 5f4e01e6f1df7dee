// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The reference checkpoints among the test resources. */
public final class TestModels {
  public static final Path FOLDER = Path.of("src/test/resources/models");

  public static final List<String> NAMES =
      List.of(
          "glm",
          "glm_tied_bf16",
          "glm4_sharded",
          "glm4_moe",
          "glm4_moe_grouped",
          "llama_f16",
          "llama3_rope",
          "gpt2",
          "gpt2_hub",
          "qwen2_tied",
          "qwen3");

  private TestModels() {}

  public static Path folder(String name) {
    return FOLDER.resolve(name);
  }

  /** Puts the files of a checkpoint into a folder, over those that are there. */
  public static void copy(String name, Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder(name))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  public static List<JsonObject> cases(Path file) {
    JsonArray cases = json(file).getAsJsonArray("cases");
    return StreamSupport.stream(cases.spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .toList();
  }

  public static JsonObject json(Path file) {
    try {
      return new Gson().fromJson(Files.readString(file), JsonObject.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static int[] ints(JsonElement array) {
    return StreamSupport.stream(array.getAsJsonArray().spliterator(), false)
        .mapToInt(JsonElement::getAsInt)
        .toArray();
  }

  public static float[] floats(JsonElement array) {
    JsonArray values = array.getAsJsonArray();
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i).getAsFloat();
    }
    return floats;
  }
}
