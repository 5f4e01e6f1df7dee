// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The special tokens a chat template sees as variables ({@code bos_token} and so on). */
final class SpecialTokens {
  private static final List<String> NAMES =
      List.of(
          "bos_token",
          "eos_token",
          "unk_token",
          "sep_token",
          "pad_token",
          "cls_token",
          "mask_token");

  private SpecialTokens() {}

  /** Reads {@code special_tokens_map.json} and, with precedence, {@code tokenizer_config.json}. */
  static Map<String, Object> read(Path folder) {
    Map<String, Object> tokens = new LinkedHashMap<>();
    for (String file : List.of("special_tokens_map.json", "tokenizer_config.json")) {
      TokenizerFiles.readObject(folder.resolve(file)).ifPresent(json -> add(json, tokens));
    }
    return tokens;
  }

  private static void add(JsonObject json, Map<String, Object> tokens) {
    for (String name : NAMES) {
      content(json.get(name)).ifPresent(token -> tokens.put(name, token));
    }
    if (json.get("additional_special_tokens") instanceof JsonArray array) {
      List<Object> additional = new ArrayList<>();
      array.forEach(element -> content(element).ifPresent(additional::add));
      tokens.put("additional_special_tokens", additional);
    }
    if (json.get("extra_special_tokens") instanceof JsonObject extra) {
      extra
          .entrySet()
          .forEach(
              entry ->
                  content(entry.getValue()).ifPresent(token -> tokens.put(entry.getKey(), token)));
    }
  }

  /** A token is a string or an object with a {@code content}; anything else is none. */
  private static Optional<String> content(JsonElement element) {
    JsonElement content = element instanceof JsonObject object ? object.get("content") : element;
    return content != null && content.isJsonPrimitive() && content.getAsJsonPrimitive().isString()
        ? Optional.of(content.getAsString())
        : Optional.empty();
  }
}
