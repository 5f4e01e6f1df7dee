// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The alphabet in which byte-level BPE vocabularies spell bytes: printable Latin-1 characters stand
 * for themselves, the other bytes for U+0100 onwards in ascending order (GPT-2, {@code
 * bytes_to_unicode}).
 */
final class ByteAlphabet {
  private static final short[] BYTE_OF_CHARACTER = invert();

  private ByteAlphabet() {}

  /**
   * The bytes a token stands for. A token that uses a character outside the alphabet (an added
   * token with a space, say) stands for its own UTF-8, as in the {@code ByteLevel} decoder of the
   * tokenizers library.
   */
  static byte[] decode(String token) {
    byte[] bytes = new byte[token.length()];
    for (int i = 0; i < bytes.length; i++) {
      char character = token.charAt(i);
      int value = character < BYTE_OF_CHARACTER.length ? BYTE_OF_CHARACTER[character] : -1;
      if (value < 0) {
        return token.getBytes(StandardCharsets.UTF_8);
      }
      bytes[i] = (byte) value;
    }
    return bytes;
  }

  private static short[] invert() {
    short[] inverse = new short[512];
    Arrays.fill(inverse, (short) -1);
    int next = 256;
    for (int value = 0; value < 256; value++) {
      boolean printable =
          (value >= '!' && value <= '~')
              || (value >= 0xA1 && value <= 0xAC)
              || (value >= 0xAE && value <= 0xFF);
      inverse[printable ? value : next++] = (short) value;
    }
    return inverse;
  }
}
