// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

/**
 * How far a character has been said in UTF-8 (RFC 3629, section 4). Bytes that are none become
 * replacement characters in the text, and take what is behind them along.
 */
enum Utf8 {
  /** Between characters. */
  WHOLE(0, 0),
  /** One byte is missing. */
  ONE(0x80, 0xBF),
  TWO(0x80, 0xBF),
  THREE(0x80, 0xBF),
  /** Two, and not those of a longer form of a shorter character. */
  TWO_BEHIND_E0(0xA0, 0xBF),
  /** Two, and not those of a surrogate. */
  TWO_BEHIND_ED(0x80, 0x9F),
  THREE_BEHIND_F0(0x90, 0xBF),
  THREE_BEHIND_F4(0x80, 0x8F);

  private final int least;
  private final int most;

  Utf8(int least, int most) {
    this.least = least;
    this.most = most;
  }

  /** Behind this byte, or null when it may not come. */
  Utf8 after(int next) {
    if (this == WHOLE) {
      return begin(next);
    }
    if (next < least || next > most) {
      return null;
    }
    return switch (this) {
      case WHOLE, ONE -> WHOLE;
      case TWO, TWO_BEHIND_E0, TWO_BEHIND_ED -> ONE;
      case THREE, THREE_BEHIND_F0, THREE_BEHIND_F4 -> TWO;
    };
  }

  private static Utf8 begin(int next) {
    if (next < 0x80) {
      return WHOLE;
    }
    if (next < 0xC2 || next > 0xF4) {
      return null;
    }
    if (next < 0xE0) {
      return ONE;
    }
    return switch (next) {
      case 0xE0 -> TWO_BEHIND_E0;
      case 0xED -> TWO_BEHIND_ED;
      case 0xF0 -> THREE_BEHIND_F0;
      case 0xF4 -> THREE_BEHIND_F4;
      default -> next < 0xF0 ? TWO : THREE;
    };
  }
}
