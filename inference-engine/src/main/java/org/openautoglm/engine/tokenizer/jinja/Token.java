// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

/**
 * A lexical element of a template.
 *
 * @param text as written; of {@code DATA} and {@code STRING} the content
 * @param value the number of {@code NUMBER}, else null
 */
record Token(Type type, String text, Object value, int line) {

  enum Type {
    DATA,
    OUTPUT_BEGIN,
    OUTPUT_END,
    BLOCK_BEGIN,
    BLOCK_END,
    NAME,
    STRING,
    NUMBER,
    OPERATOR,
    END
  }

  boolean is(Type expected, String spelling) {
    return type == expected && text.equals(spelling);
  }

  boolean isName(String name) {
    return is(Type.NAME, name);
  }

  boolean isOperator(String operator) {
    return is(Type.OPERATOR, operator);
  }

  String describe() {
    return switch (type) {
      case END -> "the end of the template";
      case BLOCK_END -> "the end of the statement";
      case OUTPUT_END -> "the end of the print statement";
      default -> "'" + text + "'";
    };
  }
}
