// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;

/** Writes small tokenizers for tests. */
final class CheckpointTokenizerFiles {

  private CheckpointTokenizerFiles() {}

  /** A tokenizer whose tokens are the given words and whose decoder is the given JSON. */
  static String wordLevel(List<String> words, String decoder) {
    JsonObject vocabulary = new JsonObject();
    for (String word : words) {
      vocabulary.addProperty(word, vocabulary.size());
    }
    JsonObject model = new JsonObject();
    model.addProperty("type", "WordLevel");
    model.add("vocab", vocabulary);
    model.addProperty("unk_token", "unk");
    JsonObject tokenizer = new JsonObject();
    tokenizer.addProperty("version", "1.0");
    tokenizer.add("model", model);
    tokenizer.add("decoder", JsonParser.parseString(decoder));
    return tokenizer.toString();
  }
}
