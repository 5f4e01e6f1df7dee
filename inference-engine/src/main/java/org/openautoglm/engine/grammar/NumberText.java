// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

/**
 * A number as JSON spells it (RFC 8259, section 6).
 *
 * @param whole whether it has neither a fraction nor an exponent
 */
record NumberText(State state, boolean whole) implements Text {

  /** How far it has been said. */
  enum State {
    START,
    MINUS,
    ZERO,
    DIGITS,
    POINT,
    FRACTION,
    EXPONENT,
    SIGN,
    POWER
  }

  static NumberText number() {
    return new NumberText(State.START, false);
  }

  static NumberText integer() {
    return new NumberText(State.START, true);
  }

  @Override
  public Text after(int next) {
    State after = next(next);
    return after == null ? null : new NumberText(after, whole);
  }

  private State next(int next) {
    boolean digit = next >= '0' && next <= '9';
    return switch (state) {
      case START -> next == '-' ? State.MINUS : first(next, digit);
      case MINUS -> first(next, digit);
      case ZERO -> behindDigits(next);
      case DIGITS -> digit ? State.DIGITS : behindDigits(next);
      case POINT -> digit ? State.FRACTION : null;
      case FRACTION -> digit ? State.FRACTION : exponent(next);
      case EXPONENT -> next == '+' || next == '-' ? State.SIGN : digit ? State.POWER : null;
      case SIGN, POWER -> digit ? State.POWER : null;
    };
  }

  private static State first(int next, boolean digit) {
    return next == '0' ? State.ZERO : digit ? State.DIGITS : null;
  }

  private State behindDigits(int next) {
    return whole ? null : next == '.' ? State.POINT : exponent(next);
  }

  private static State exponent(int next) {
    return next == 'e' || next == 'E' ? State.EXPONENT : null;
  }

  @Override
  public boolean mayEnd() {
    return switch (state) {
      case ZERO, DIGITS, FRACTION, POWER -> true;
      case START, MINUS, POINT, EXPONENT, SIGN -> false;
    };
  }
}
