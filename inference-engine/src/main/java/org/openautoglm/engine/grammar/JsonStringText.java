// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

/**
 * A string as JSON spells it, quotes included (RFC 8259, section 7), in well-formed UTF-8. Escapes
 * of surrogates are left out: what they can say can be said without them, and one alone is no text.
 *
 * @param character how far a character within it has been said
 */
record JsonStringText(State state, Utf8 character) implements Text {
  private static final String ESCAPED = "\"\\/bfnrt";

  /** How far it has been said. */
  enum State {
    START,
    WITHIN,
    ESCAPE,
    FOUR_DIGITS,
    THREE_DIGITS,
    THREE_BEHIND_D,
    TWO_DIGITS,
    ONE_DIGIT
  }

  static final Text START = new JsonStringText(State.START, Utf8.WHOLE);
  private static final JsonStringText WITHIN = new JsonStringText(State.WITHIN, Utf8.WHOLE);

  @Override
  public Text after(int next) {
    return switch (state) {
      case START -> next == '"' ? WITHIN : null;
      case WITHIN -> within(next);
      case ESCAPE -> next == 'u' ? to(State.FOUR_DIGITS) : escaped(next);
      case FOUR_DIGITS ->
          digit(next, next == 'd' || next == 'D' ? State.THREE_BEHIND_D : State.THREE_DIGITS);
      case THREE_BEHIND_D -> next <= '7' ? digit(next, State.TWO_DIGITS) : null;
      case THREE_DIGITS -> digit(next, State.TWO_DIGITS);
      case TWO_DIGITS -> digit(next, State.ONE_DIGIT);
      case ONE_DIGIT -> digit(next, State.WITHIN);
    };
  }

  private Text within(int next) {
    if (character == Utf8.WHOLE) {
      if (next == '"') {
        return END;
      }
      if (next == '\\') {
        return to(State.ESCAPE);
      }
      if (next < ' ') {
        return null;
      }
    }
    Utf8 behind = character.after(next);
    return behind == null ? null : new JsonStringText(State.WITHIN, behind);
  }

  private static Text escaped(int next) {
    return next < BYTES && ESCAPED.indexOf(next) >= 0 ? WITHIN : null;
  }

  private static Text digit(int next, State behind) {
    return next < 128 && Character.digit(next, 16) >= 0 ? to(behind) : null;
  }

  private static Text to(State state) {
    return new JsonStringText(state, Utf8.WHOLE);
  }

  @Override
  public boolean mayEnd() {
    return false;
  }

  @Override
  public boolean takesPlain() {
    return state == State.WITHIN && character == Utf8.WHOLE;
  }
}
