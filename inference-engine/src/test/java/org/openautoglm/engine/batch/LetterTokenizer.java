// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openautoglm.engine.api.IncrementalDecoder;
import org.openautoglm.engine.api.Tokenizer;

/** One character per token. */
final class LetterTokenizer implements Tokenizer {

  static String letter(int id) {
    return String.valueOf((char) ('A' + id));
  }

  @Override
  public int[] encode(String text, boolean addSpecialTokens) {
    return text.chars().map(c -> c - 'A').toArray();
  }

  @Override
  public String decode(int[] ids, boolean skipSpecialTokens) {
    return IntStream.of(ids).mapToObj(LetterTokenizer::letter).collect(Collectors.joining());
  }

  @Override
  public String token(int id) {
    return letter(id);
  }

  @Override
  public byte[] tokenBytes(int id) {
    return letter(id).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean isSpecial(int id) {
    return false;
  }

  @Override
  public int vocabularySize() {
    return FakeForward.VOCABULARY;
  }

  @Override
  public IncrementalDecoder newDecoder(boolean skipSpecialTokens) {
    return new IncrementalDecoder() {
      @Override
      public String append(int id) {
        return letter(id);
      }

      @Override
      public String finish() {
        return "";
      }
    };
  }
}
