// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.api;

/** Text to token ids and back, as {@code tokenizer.json} says. Safe for use by many threads. */
public interface Tokenizer {

  /**
   * Encodes text; special tokens written out in the text become their ids.
   *
   * @param addSpecialTokens whether the post-processor may add its own (for example {@code <sop>})
   */
  int[] encode(String text, boolean addSpecialTokens);

  /** Decodes ids. Ids without a token decode to nothing; bytes that are not UTF-8 become U+FFFD. */
  String decode(int[] ids, boolean skipSpecialTokens);

  /** The token as the vocabulary spells it, or an empty string for an id without a token. */
  String token(int id);

  /** The raw bytes this token stands for in the middle of a text; empty for an unknown id. */
  byte[] tokenBytes(int id);

  boolean isSpecial(int id);

  /** Number of tokens, added ones included. */
  int vocabularySize();

  /**
   * A decoder for one sequence whose pieces add up to what {@link #decode} gives for all its ids.
   */
  IncrementalDecoder newDecoder(boolean skipSpecialTokens);
}
