// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

/** Backslash sequences of string literals, as Python's {@code unicode-escape} codec reads them. */
final class StringEscapes {
  private final String content;
  private final int line;
  private final StringBuilder out;
  private int position;

  private StringEscapes(String content, int line) {
    this.content = content;
    this.line = line;
    this.out = new StringBuilder(content.length());
  }

  static String decode(String content, int line) {
    return content.indexOf('\\') < 0 ? content : new StringEscapes(content, line).run();
  }

  private String run() {
    while (position < content.length()) {
      char c = content.charAt(position++);
      if (c == '\\') {
        escape(content.charAt(position++));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private void escape(char c) {
    switch (c) {
      case '\n' -> {
        return;
      }
      case '\\', '\'', '"' -> out.append(c);
      case 'a' -> out.append('\u0007');
      case 'b' -> out.append('\b');
      case 'f' -> out.append('\f');
      case 'n' -> out.append('\n');
      case 'r' -> out.append('\r');
      case 't' -> out.append('\t');
      case 'v' -> out.append('\u000B');
      case 'x' -> hexadecimal(2);
      case 'u' -> hexadecimal(4);
      case 'U' -> hexadecimal(8);
      case '0', '1', '2', '3', '4', '5', '6', '7' -> octal();
      default -> out.append('\\').append(c);
    }
  }

  private void hexadecimal(int digits) {
    int end = position + digits;
    if (end > content.length() || !content.substring(position, end).matches("[0-9a-fA-F]+")) {
      throw JinjaException.syntax("truncated escape in a string", line);
    }
    long codePoint = Long.parseLong(content.substring(position, end), 16);
    if (codePoint > Character.MAX_CODE_POINT) {
      throw JinjaException.syntax("illegal Unicode character in a string", line);
    }
    out.appendCodePoint((int) codePoint);
    position = end;
  }

  private void octal() {
    int end = position;
    while (end < Math.min(position + 2, content.length())
        && Character.digit(content.charAt(end), 8) >= 0) {
      end++;
    }
    out.append((char) Integer.parseInt(content.substring(position - 1, end), 8));
    position = end;
  }
}
