// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

/**
 * A JSON string that is none of some.
 *
 * @param string how far it has been said
 * @param listed the others, as far as they agree with what was said; null when none does
 */
record OtherName(Text string, Text listed) implements Text {

  @Override
  public Text after(int next) {
    // an escape would spell one of them in another way
    Text behind = next == '\\' ? null : string.after(next);
    Text agree = listed == null ? null : listed.after(next);
    if (behind == null || behind == END && agree != null && agree.mayEnd()) {
      return null;
    }
    return behind == END ? END : new OtherName(behind, agree);
  }

  @Override
  public boolean mayEnd() {
    return false;
  }

  @Override
  public boolean takesPlain() {
    return string.takesPlain();
  }
}
