// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.util.Comparator;

/** Text as Python sees it: a sequence of code points, with Python's idea of whitespace. */
final class PythonText {
  /** Order by code point, which is not the order of UTF-16 units. */
  static final Comparator<String> ORDER = PythonText::compare;

  private PythonText() {}

  static boolean isSpace(int c) {
    return (c >= 0x09 && c <= 0x0D)
        || (c >= 0x1C && c <= 0x20)
        || c == 0x85
        || c == 0xA0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200A)
        || c == 0x2028
        || c == 0x2029
        || c == 0x202F
        || c == 0x205F
        || c == 0x3000;
  }

  static boolean isLineBreak(int c) {
    return (c >= 0x0A && c <= 0x0D)
        || (c >= 0x1C && c <= 0x1E)
        || c == 0x85
        || c == 0x2028
        || c == 0x2029;
  }

  static boolean isBlank(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (!isSpace(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** UTF-16 offset of a code point; an index beyond the end gives the end. */
  static int offset(String text, long index) {
    int offset = 0;
    for (long i = 0; i < index && offset < text.length(); i++) {
      offset += Character.charCount(text.codePointAt(offset));
    }
    return offset;
  }

  /** Strips characters of {@code characters}, whitespace if that is null. */
  static String strip(String text, String characters, boolean left, boolean right) {
    int from = 0;
    int to = text.length();
    while (left && from < to && isStripped(text.codePointAt(from), characters)) {
      from += Character.charCount(text.codePointAt(from));
    }
    while (right && to > from && isStripped(text.codePointBefore(to), characters)) {
      to -= Character.charCount(text.codePointBefore(to));
    }
    return text.substring(from, to);
  }

  private static boolean isStripped(int codePoint, String characters) {
    return characters == null ? isSpace(codePoint) : characters.indexOf(codePoint) >= 0;
  }

  /** {@code repr} of a string. */
  static String repr(String text) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    StringBuilder out = new StringBuilder(text.length() + 2).append(quote);
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      switch (c) {
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c == quote) {
            out.append('\\').append(quote);
          } else if (isPrintable(c)) {
            out.appendCodePoint(c);
          } else {
            out.append(
                String.format(c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c));
          }
        }
      }
    }
    return out.append(quote).toString();
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }

  /** {@code str.capitalize}. */
  static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = Character.charCount(text.codePointAt(0));
    return new StringBuilder()
        .appendCodePoint(Character.toTitleCase(text.codePointAt(0)))
        .append(text.substring(first).toLowerCase(java.util.Locale.ROOT))
        .toString();
  }

  /** {@code str.title}: every run of letters is capitalized. */
  static String title(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean inWord = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      out.appendCodePoint(inWord ? Character.toLowerCase(c) : Character.toTitleCase(c));
      inWord = isCased(c);
    }
    return out.toString();
  }

  static boolean isCased(int c) {
    return Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
  }

  private static int compare(String left, String right) {
    int i = 0;
    while (i < left.length() && i < right.length()) {
      int a = left.codePointAt(i);
      int b = right.codePointAt(i);
      if (a != b) {
        return Integer.compare(a, b);
      }
      i += Character.charCount(a);
    }
    return Integer.compare(left.length(), right.length());
  }
}
