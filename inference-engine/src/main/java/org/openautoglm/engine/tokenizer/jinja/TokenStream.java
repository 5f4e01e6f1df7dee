// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.util.List;

/** The tokens of a template and the place the parser has reached. */
final class TokenStream {
  private static final int DEEPEST = 100;

  private final List<Token> tokens;
  private int position;
  private int depth;

  TokenStream(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token current() {
    return tokens.get(position);
  }

  Token lookAhead() {
    return tokens.get(Math.min(position + 1, tokens.size() - 1));
  }

  Token next() {
    Token token = tokens.get(position);
    if (token.type() != Token.Type.END) {
      position++;
    }
    return token;
  }

  int line() {
    return current().line();
  }

  int previousLine() {
    return tokens.get(Math.max(0, position - 1)).line();
  }

  boolean atOperator(String operator) {
    return current().isOperator(operator);
  }

  boolean atName(String name) {
    return current().isName(name);
  }

  boolean skipOperator(String operator) {
    boolean found = atOperator(operator);
    position += found ? 1 : 0;
    return found;
  }

  boolean skipName(String name) {
    boolean found = atName(name);
    position += found ? 1 : 0;
    return found;
  }

  void expectOperator(String operator) {
    if (!skipOperator(operator)) {
      throw unexpected("'" + operator + "'");
    }
  }

  void expectName(String name) {
    if (!skipName(name)) {
      throw unexpected("'" + name + "'");
    }
  }

  String expectIdentifier() {
    if (current().type() != Token.Type.NAME) {
      throw unexpected("a name");
    }
    return next().text();
  }

  void expectBlockEnd() {
    if (current().type() != Token.Type.BLOCK_END) {
      throw unexpected("the end of the statement");
    }
    next();
  }

  JinjaException unexpected(String expected) {
    return JinjaException.syntax("expected " + expected + ", got " + current().describe(), line());
  }

  /** Bounds recursion, so that a template cannot exhaust the parser's stack. */
  void enter() {
    if (++depth > DEEPEST) {
      throw JinjaException.syntax("nested more than " + DEEPEST + " deep", line());
    }
  }

  void leave() {
    depth--;
  }

  /** Whether one of the names occurs among the tokens from a place up to the current one. */
  boolean mentions(String name, int from) {
    return tokens.subList(from, position).stream().anyMatch(token -> token.isName(name));
  }

  int position() {
    return position;
  }
}
