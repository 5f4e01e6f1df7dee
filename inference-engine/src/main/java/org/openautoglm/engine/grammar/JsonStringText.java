// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

/** A string as JSON spells it, quotes included (RFC 8259, section 7). */
enum JsonStringText implements Text {
  START,
  WITHIN,
  ESCAPE,
  FOUR_DIGITS,
  THREE_DIGITS,
  TWO_DIGITS,
  ONE_DIGIT,
  END;

  private static final String ESCAPED = "\"\\/bfnrt";

  @Override
  public Text after(int next) {
    return switch (this) {
      case START -> next == '"' ? WITHIN : null;
      case WITHIN -> next == '"' ? END : next == '\\' ? ESCAPE : next < ' ' ? null : WITHIN;
      case ESCAPE -> next == 'u' ? FOUR_DIGITS : ESCAPED.indexOf(next) >= 0 ? WITHIN : null;
      case FOUR_DIGITS -> digit(next, THREE_DIGITS);
      case THREE_DIGITS -> digit(next, TWO_DIGITS);
      case TWO_DIGITS -> digit(next, ONE_DIGIT);
      case ONE_DIGIT -> digit(next, WITHIN);
      case END -> null;
    };
  }

  private static Text digit(int next, Text behind) {
    return Character.digit(next, 16) >= 0 && next < 128 ? behind : null;
  }

  @Override
  public boolean mayEnd() {
    return this == END;
  }

  @Override
  public boolean isWithinString() {
    return this == WITHIN;
  }
}
