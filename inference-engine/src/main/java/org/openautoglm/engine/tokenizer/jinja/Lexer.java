// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a template into tokens. Whitespace is treated as by Jinja2 with {@code trim_blocks} (the
 * first line break after a statement or comment goes) and {@code lstrip_blocks} (blanks before a
 * statement or comment that begins a line go); {@code -} and {@code +} signs override.
 */
final class Lexer {
  private static final Pattern RAW_BEGIN = Pattern.compile("\\{%[-+]?\\s*raw\\s*(-?)%\\}");
  private static final Pattern RAW_END = Pattern.compile("\\{%([-+]?)\\s*endraw\\s*([-+]?)%\\}");

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int position;
  private int line = 1;
  private int counted;

  /** Whether what was consumed last ended a line. */
  private boolean lineStarting = true;

  private Lexer(String source) {
    this.source = source;
  }

  static List<Token> tokenize(String template) {
    String unix = template.replace("\r\n", "\n").replace('\r', '\n');
    Lexer lexer = new Lexer(unix.endsWith("\n") ? unix.substring(0, unix.length() - 1) : unix);
    lexer.run();
    return lexer.tokens;
  }

  private void run() {
    while (position < source.length()) {
      int opener = nextOpener();
      if (opener < 0) {
        addData(source.substring(position));
        position = source.length();
      } else {
        readFrom(opener);
      }
    }
    countLines();
    tokens.add(new Token(Token.Type.END, "", null, line));
  }

  private int nextOpener() {
    for (int i = source.indexOf('{', position); i >= 0; i = source.indexOf('{', i + 1)) {
      char next = i + 1 < source.length() ? source.charAt(i + 1) : ' ';
      if (next == '{' || next == '%' || next == '#') {
        return i;
      }
    }
    return -1;
  }

  private void readFrom(int opener) {
    char kind = source.charAt(opener + 1);
    char sign = signAt(opener + 2);
    addData(strippedBefore(source.substring(position, opener), sign, kind != '{'));
    position = opener;
    countLines();
    Matcher raw = RAW_BEGIN.matcher(source).region(opener, source.length());
    if (kind == '%' && raw.lookingAt()) {
      readRaw(raw);
      return;
    }
    position = opener + (sign == 0 ? 2 : 3);
    if (kind == '#') {
      readComment();
      return;
    }
    boolean output = kind == '{';
    add(
        output ? Token.Type.OUTPUT_BEGIN : Token.Type.BLOCK_BEGIN,
        source.substring(opener, position));
    TagLexer tag = new TagLexer(source, position, line, output);
    tag.run(tokens);
    position = tag.position();
    finishTag(tag.sign(), output);
  }

  private char signAt(int index) {
    char c = index < source.length() ? source.charAt(index) : ' ';
    return c == '-' || c == '+' ? c : 0;
  }

  private String strippedBefore(String text, char sign, boolean ownLine) {
    if (sign == '-') {
      return PythonText.strip(text, null, false, true);
    }
    int lineStart = text.lastIndexOf('\n') + 1;
    boolean strips =
        sign != '+'
            && ownLine
            && (lineStart > 0 || lineStarting)
            && PythonText.isBlank(text, lineStart);
    return strips ? text.substring(0, lineStart) : text;
  }

  private void readComment() {
    int end = source.indexOf("#}", position);
    if (end < 0) {
      throw JinjaException.syntax("Missing end of comment tag", line);
    }
    char sign = end > position ? signAt(end - 1) : 0;
    position = end + 2;
    finishTag(sign, false);
  }

  private void readRaw(Matcher begin) {
    position = begin.end();
    finishTag(begin.group(1).isEmpty() ? '+' : '-', true);
    Matcher end = RAW_END.matcher(source);
    if (!end.find(position)) {
      throw JinjaException.syntax("Missing end of raw directive", line);
    }
    char sign = end.group(1).isEmpty() ? 0 : end.group(1).charAt(0);
    addData(strippedBefore(source.substring(position, end.start()), sign, true));
    position = end.end();
    finishTag(end.group(2).isEmpty() ? 0 : end.group(2).charAt(0), false);
  }

  /** Consumes the whitespace that goes with the end of a tag. */
  private void finishTag(char sign, boolean keepsLineBreak) {
    int before = position;
    if (sign == '-') {
      while (position < source.length() && PythonText.isSpace(source.charAt(position))) {
        position++;
      }
    } else if (sign == 0
        && !keepsLineBreak
        && position < source.length()
        && source.charAt(position) == '\n') {
      position++;
    }
    lineStarting = position > before && source.charAt(position - 1) == '\n';
  }

  private void addData(String text) {
    if (!text.isEmpty()) {
      add(Token.Type.DATA, text);
    }
  }

  private void add(Token.Type type, String text) {
    countLines();
    tokens.add(new Token(type, text, null, line));
  }

  private void countLines() {
    for (; counted < position; counted++) {
      if (source.charAt(counted) == '\n') {
        line++;
      }
    }
  }
}
