// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts the inside of one statement or print statement into tokens. */
final class TagLexer {
  private static final Pattern FLOAT =
      Pattern.compile("(\\d+_)*\\d+((\\.(\\d+_)*\\d+)?[eE][+-]?(\\d+_)*\\d+|\\.(\\d+_)*\\d+)");
  private static final Pattern INTEGER =
      Pattern.compile("0[bB](_?[01])+|0[oO](_?[0-7])+|0[xX](_?[\\da-fA-F])+|[1-9](_?\\d)*|0(_?0)*");
  private static final Pattern STRING =
      Pattern.compile(
          "'([^'\\\\]*+(?:\\\\.[^'\\\\]*+)*+)'|\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"",
          Pattern.DOTALL);
  private static final List<String> OPERATORS =
      List.of(
          "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{",
          "}", ">", "<", "=", ".", ":", "|", ",", ";");

  private final String source;
  private final boolean output;
  private final Deque<String> open = new ArrayDeque<>();
  private int position;
  private int line;
  private char sign;

  TagLexer(String source, int position, int line, boolean output) {
    this.source = source;
    this.position = position;
    this.line = line;
    this.output = output;
  }

  /** Where the tag ends. */
  int position() {
    return position;
  }

  /** The sign before the end of the tag, or 0. */
  char sign() {
    return sign;
  }

  void run(List<Token> tokens) {
    int begun = line;
    skipSpace();
    while (!atEnd()) {
      if (position >= source.length()) {
        throw JinjaException.syntax("The tag is not closed", begun);
      }
      int start = position;
      tokens.add(next(tokens));
      line += (int) source.substring(start, position).chars().filter(c -> c == '\n').count();
      skipSpace();
    }
    Token.Type end = output ? Token.Type.OUTPUT_END : Token.Type.BLOCK_END;
    tokens.add(new Token(end, output ? "}}" : "%}", null, line));
  }

  private boolean atEnd() {
    if (!open.isEmpty()) {
      return false;
    }
    String end = output ? "}}" : "%}";
    char first = position < source.length() ? source.charAt(position) : ' ';
    boolean signed = first == '-' || (first == '+' && !output);
    if (source.startsWith(end, position + (signed ? 1 : 0))) {
      sign = signed ? first : 0;
      position += end.length() + (signed ? 1 : 0);
      return true;
    }
    return false;
  }

  private void skipSpace() {
    while (position < source.length() && PythonText.isSpace(source.charAt(position))) {
      if (source.charAt(position) == '\n') {
        line++;
      }
      position++;
    }
  }

  private Token next(List<Token> tokens) {
    char c = source.charAt(position);
    if (c == '\'' || c == '"') {
      return string();
    }
    if (c >= '0' && c <= '9') {
      return number(tokens.get(tokens.size() - 1).isOperator("."));
    }
    if (c == '_' || Character.isUnicodeIdentifierStart(source.codePointAt(position))) {
      int start = position;
      while (position < source.length() && isNamePart(source.codePointAt(position))) {
        position += Character.charCount(source.codePointAt(position));
      }
      return token(Token.Type.NAME, start, null);
    }
    for (String operator : OPERATORS) {
      if (source.startsWith(operator, position)) {
        position += operator.length();
        balance(operator);
        return token(Token.Type.OPERATOR, position - operator.length(), null);
      }
    }
    throw JinjaException.syntax("unexpected char " + PythonText.repr(String.valueOf(c)), line);
  }

  private static boolean isNamePart(int codePoint) {
    return codePoint == '_' || Character.isLetterOrDigit(codePoint);
  }

  private Token token(Token.Type type, int start, Object value) {
    return new Token(type, source.substring(start, position), value, line);
  }

  private Token string() {
    Matcher matcher = STRING.matcher(source).region(position, source.length());
    if (!matcher.lookingAt()) {
      throw JinjaException.syntax("unterminated string", line);
    }
    position = matcher.end();
    String content = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    return new Token(Token.Type.STRING, StringEscapes.decode(content, line), null, line);
  }

  private Token number(boolean afterDot) {
    int start = position;
    Matcher real = FLOAT.matcher(source).region(position, source.length());
    if (!afterDot && real.lookingAt()) {
      position = real.end();
      return token(Token.Type.NUMBER, start, Double.parseDouble(real.group().replace("_", "")));
    }
    Matcher integer = INTEGER.matcher(source).region(position, source.length());
    if (!integer.lookingAt()) {
      throw JinjaException.syntax("malformed number", line);
    }
    position = integer.end();
    return token(Token.Type.NUMBER, start, parseInteger(integer.group().replace("_", "")));
  }

  private static Object parseInteger(String digits) {
    String prefix =
        digits.length() > 2 ? digits.substring(0, 2).toLowerCase(java.util.Locale.ROOT) : "";
    return PythonNumbers.integer(
        switch (prefix) {
          case "0b" -> new BigInteger(digits.substring(2), 2);
          case "0o" -> new BigInteger(digits.substring(2), 8);
          case "0x" -> new BigInteger(digits.substring(2), 16);
          default -> new BigInteger(digits);
        });
  }

  private void balance(String operator) {
    switch (operator) {
      case "(" -> open.push(")");
      case "[" -> open.push("]");
      case "{" -> open.push("}");
      case ")", "]", "}" -> {
        if (open.isEmpty()) {
          throw JinjaException.syntax("unexpected '" + operator + "'", line);
        }
        String expected = open.pop();
        if (!expected.equals(operator)) {
          throw JinjaException.syntax(
              "unexpected '" + operator + "', expected '" + expected + "'", line);
        }
      }
      default -> {
        return;
      }
    }
  }
}
