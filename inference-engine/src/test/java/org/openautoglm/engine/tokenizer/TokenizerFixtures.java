// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Where the tests find tokenizers and reference data. */
final class TokenizerFixtures {
  static final List<String> FAMILIES = List.of("glm4", "gpt2", "llama2", "llama3", "qwen2");

  private TokenizerFixtures() {}

  static Path tokenizer(String family) {
    try {
      return Path.of(TokenizerFixtures.class.getResource("/tokenizers/" + family).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static Map<String, CheckpointTokenizer> openAll() {
    Map<String, CheckpointTokenizer> tokenizers = new TreeMap<>();
    FAMILIES.forEach(family -> tokenizers.put(family, CheckpointTokenizer.open(tokenizer(family))));
    return tokenizers;
  }

  /** A folder of the reference data that is not part of the repository, or a skipped test. */
  static Path external(String name) {
    Path folder = Path.of(System.getProperty("autoglm.fixtures", "missing")).resolve(name);
    assumeTrue(
        Files.isDirectory(folder), "reference data not present (autoglm.fixtures): " + folder);
    return folder;
  }

  static JsonObject readObject(Path file) {
    try {
      return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<JsonObject> cases(Path file) {
    return StreamSupport.stream(readObject(file).getAsJsonArray("cases").spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .toList();
  }

  static int[] ids(JsonElement array) {
    return StreamSupport.stream(array.getAsJsonArray().spliterator(), false)
        .mapToInt(JsonElement::getAsInt)
        .toArray();
  }

  static List<Path> list(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
