// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.testing;

import java.nio.charset.StandardCharsets;
import org.openautoglm.engine.api.IncrementalDecoder;
import org.openautoglm.engine.api.Tokenizer;

/** One token per ASCII character; 0 ends a sequence, 1 begins one. */
final class FakeTokenizer implements Tokenizer {
  static final int END = 0;
  static final int BEGIN = 1;
  static final int VOCABULARY = 128;

  @Override
  public int[] encode(String text, boolean addSpecialTokens) {
    String all = addSpecialTokens && !text.isEmpty() ? (char) BEGIN + text : text;
    return all.chars().toArray();
  }

  @Override
  public String decode(int[] ids, boolean skipSpecialTokens) {
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      text.append(isSpecial(id) ? (skipSpecialTokens ? "" : token(id)) : (char) id);
    }
    return text.toString();
  }

  @Override
  public String token(int id) {
    return switch (id) {
      case END -> "<end>";
      case BEGIN -> "<begin>";
      default -> String.valueOf((char) id);
    };
  }

  @Override
  public byte[] tokenBytes(int id) {
    return isSpecial(id)
        ? new byte[0]
        : String.valueOf((char) id).getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public boolean isSpecial(int id) {
    return id == END || id == BEGIN;
  }

  @Override
  public int vocabularySize() {
    return VOCABULARY;
  }

  @Override
  public IncrementalDecoder newDecoder(boolean skipSpecialTokens) {
    throw new UnsupportedOperationException("Serving leaves decoding to the engine.");
  }
}
