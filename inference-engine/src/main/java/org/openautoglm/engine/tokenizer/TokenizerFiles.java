// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonIOException;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonSyntaxException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.openautoglm.engine.api.CheckpointException;

/** Reads the JSON files beside a checkpoint's weights that concern text. */
final class TokenizerFiles {

  private TokenizerFiles() {}

  /**
   * Reads {@code tokenizer.json}, its added tokens amended by {@code added_tokens_decoder} of
   * {@code tokenizer_config.json} as transformers does: that file decides about the flags of an
   * added token and may bring more of them.
   *
   * @throws CheckpointException naming the file that is missing or malformed
   */
  static JsonObject readTokenizer(Path folder) {
    Path file = folder.resolve("tokenizer.json");
    JsonObject tokenizer =
        readObject(file)
            .orElseThrow(
                () ->
                    new CheckpointException(
                        file
                            + ": missing. A checkpoint needs its tokenizer in this form; older ones"
                            + " that bring only vocab.json or tokenizer.model have to be converted"
                            + " with save_pretrained first."));
    Path configuration = folder.resolve("tokenizer_config.json");
    readObject(configuration).ifPresent(config -> amend(tokenizer, config, configuration));
    return tokenizer;
  }

  /** The JSON object in a file, empty when there is no such file. */
  static Optional<JsonObject> readObject(Path file) {
    return readText(file).map(text -> parseObject(text, file));
  }

  /** The text of a file, empty when there is no such file. */
  static Optional<String> readText(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (CharacterCodingException e) {
      throw new CheckpointException(file + ": not UTF-8 text; the file is damaged.", e);
    } catch (IOException e) {
      throw new CheckpointException(file + ": cannot be read: " + e, e);
    }
  }

  private static JsonObject parseObject(String text, Path file) {
    try (JsonReader reader = new JsonReader(new StringReader(text))) {
      reader.setStrictness(Strictness.STRICT);
      JsonElement element = JsonParser.parseReader(reader);
      if (!element.isJsonObject()) {
        throw new CheckpointException(file + ": a JSON object was expected.");
      }
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new CheckpointException(file + ": more text after the end of the JSON object.");
      }
      return element.getAsJsonObject();
    } catch (JsonSyntaxException | JsonIOException | IOException | NumberFormatException e) {
      throw new CheckpointException(
          file + ": not valid JSON, half-written perhaps: " + e.getMessage(), e);
    } catch (StackOverflowError e) {
      throw new CheckpointException(file + ": nested too deeply.", e);
    }
  }

  private static void amend(JsonObject tokenizer, JsonObject config, Path file) {
    JsonElement declared = config.get("added_tokens_decoder");
    if (declared == null || declared.isJsonNull()) {
      return;
    }
    try {
      JsonArray added = tokenizer.getAsJsonArray("added_tokens");
      if (added == null) {
        added = new JsonArray();
        tokenizer.add("added_tokens", added);
      }
      amend(added, declared.getAsJsonObject());
    } catch (IllegalStateException
        | ClassCastException
        | NullPointerException
        | NumberFormatException
        | UnsupportedOperationException e) {
      throw new CheckpointException(
          file + ": added_tokens_decoder is malformed: " + e.getMessage(), e);
    }
  }

  private static void amend(JsonArray added, JsonObject declared) {
    Map<String, JsonObject> known = new HashMap<>();
    for (JsonElement token : added) {
      known.put(token.getAsJsonObject().get("content").getAsString(), token.getAsJsonObject());
    }
    declared.entrySet().stream()
        .sorted(Comparator.comparingInt(entry -> Integer.parseInt(entry.getKey())))
        .forEach(
            entry -> {
              JsonObject token = entry.getValue().getAsJsonObject();
              String content = token.get("content").getAsString();
              JsonObject target = known.get(content);
              if (target == null) {
                target = new JsonObject();
                target.addProperty("id", Integer.parseInt(entry.getKey()));
                target.addProperty("content", content);
                added.add(target);
              }
              for (String flag :
                  new String[] {"single_word", "lstrip", "rstrip", "normalized", "special"}) {
                copyFlag(token, target, flag);
              }
            });
  }

  private static void copyFlag(JsonObject from, JsonObject to, String flag) {
    if (from.has(flag)) {
      to.addProperty(flag, from.get(flag).getAsBoolean());
    } else if (!to.has(flag)) {
      to.addProperty(flag, false);
    }
  }
}
