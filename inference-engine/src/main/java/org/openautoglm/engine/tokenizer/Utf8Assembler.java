// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer;

/**
 * Turns bytes into characters one byte at a time. Ill-formed input becomes one U+FFFD per maximal
 * subpart (Unicode 15, section 3.9, "U+FFFD Substitution of Maximal Subparts"), which is what
 * Rust's {@code from_utf8_lossy} does; it is reported as soon as it is certain. The states are
 * those of the WHATWG UTF-8 decoder.
 */
final class Utf8Assembler {
  static final char REPLACEMENT = '\uFFFD';

  private int codePoint;
  private int missing;
  private int lower = 0x80;
  private int upper = 0xBF;
  private boolean illFormed;

  /** Takes one byte and appends the characters that have become certain. */
  void append(byte unit, StringBuilder out) {
    int value = unit & 0xFF;
    if (missing == 0) {
      begin(value, out);
    } else if (value < lower || value > upper) {
      replace(out);
      begin(value, out);
    } else {
      lower = 0x80;
      upper = 0xBF;
      codePoint = codePoint << 6 | (value & 0x3F);
      if (--missing == 0) {
        out.appendCodePoint(codePoint);
      }
    }
  }

  /** Whether a character has begun and is not complete. */
  boolean isPending() {
    return missing > 0;
  }

  /** The input is over: an incomplete character becomes U+FFFD. */
  void finish(StringBuilder out) {
    if (missing > 0) {
      replace(out);
    }
  }

  /** Whether anything so far was not UTF-8. */
  boolean isIllFormed() {
    return illFormed;
  }

  private void begin(int value, StringBuilder out) {
    if (value < 0x80) {
      out.append((char) value);
    } else if (value >= 0xC2 && value <= 0xDF) {
      codePoint = value & 0x1F;
      missing = 1;
    } else if (value >= 0xE0 && value <= 0xEF) {
      lower = value == 0xE0 ? 0xA0 : 0x80;
      upper = value == 0xED ? 0x9F : 0xBF;
      codePoint = value & 0x0F;
      missing = 2;
    } else if (value >= 0xF0 && value <= 0xF4) {
      lower = value == 0xF0 ? 0x90 : 0x80;
      upper = value == 0xF4 ? 0x8F : 0xBF;
      codePoint = value & 0x07;
      missing = 3;
    } else {
      replace(out);
    }
  }

  private void replace(StringBuilder out) {
    missing = 0;
    lower = 0x80;
    upper = 0xBF;
    illFormed = true;
    out.append(REPLACEMENT);
  }
}
