// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** Tokens by id, with the ids the tokenizers library gives them when it loads the same file. */
final class Vocabulary {
  private static final int LARGEST_ID = 1 << 26;

  private final String[] tokens;
  private final BitSet special;
  private final int size;

  private Vocabulary(String[] tokens, BitSet special) {
    this.tokens = tokens;
    this.special = special;
    this.size = (int) Arrays.stream(tokens).filter(token -> token != null).count();
  }

  /**
   * Reads {@code model.vocab} and {@code added_tokens}.
   *
   * @throws IllegalArgumentException when they are malformed
   */
  static Vocabulary parse(JsonObject tokenizer) {
    try {
      return new Reader().read(tokenizer);
    } catch (IllegalStateException
        | NullPointerException
        | NumberFormatException
        | UnsupportedOperationException e) {
      throw new IllegalArgumentException("its vocabulary is malformed: " + e.getMessage(), e);
    }
  }

  /** The token of an id, or null. */
  String token(int id) {
    return id >= 0 && id < tokens.length ? tokens[id] : null;
  }

  boolean isSpecial(int id) {
    return id >= 0 && special.get(id);
  }

  int size() {
    return size;
  }

  private static final class Reader {
    private final Map<String, Integer> ids = new HashMap<>();
    private final BitSet special = new BitSet();
    private int largest = -1;

    Vocabulary read(JsonObject tokenizer) {
      readModel(tokenizer.getAsJsonObject("model").get("vocab"));
      readAdded(tokenizer.getAsJsonArray("added_tokens"));
      String[] tokens = new String[largest + 1];
      ids.forEach((token, id) -> tokens[id] = token);
      return new Vocabulary(tokens, special);
    }

    private void readModel(JsonElement vocabulary) {
      if (vocabulary.isJsonArray()) {
        int id = 0;
        for (JsonElement entry : vocabulary.getAsJsonArray()) {
          put(entry.getAsJsonArray().get(0).getAsString(), id++);
        }
      } else {
        vocabulary
            .getAsJsonObject()
            .entrySet()
            .forEach(entry -> put(entry.getKey(), entry.getValue().getAsInt()));
      }
    }

    /**
     * The library does not take the written id of an added token: it is that of the model's
     * vocabulary, or the next free one.
     */
    private void readAdded(JsonArray added) {
      if (added == null) {
        return;
      }
      int modelSize = ids.size();
      int next = modelSize;
      for (JsonElement element : added) {
        JsonObject token = element.getAsJsonObject();
        String content = token.get("content").getAsString();
        if (content.isEmpty()) {
          continue;
        }
        Integer known = ids.get(content);
        int id = known == null ? next : known;
        put(content, id);
        next = Math.max(next, id >= modelSize ? id + 1 : next);
        if (token.get("special").getAsBoolean()) {
          special.set(id);
        }
      }
    }

    private void put(String token, int id) {
      if (id < 0 || id > LARGEST_ID) {
        throw new IllegalArgumentException("token \"" + token + "\" has the id " + id);
      }
      ids.put(token, id);
      largest = Math.max(largest, id);
    }
  }
}
