// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

/**
 * A text and another one behind it.
 *
 * @param second seen only where the first may end
 */
record Sequence(Text first, Text second) implements Text {

  @Override
  public Text after(int next) {
    Text within = first.after(next);
    Text stays = within == null ? null : new Sequence(within, second);
    if (!first.mayEnd()) {
      return stays;
    }
    Text moves = second.after(next);
    return moves == null ? stays : stays == null ? moves : Either.of(stays, moves);
  }

  @Override
  public boolean mayEnd() {
    return first.mayEnd() && second.mayEnd();
  }

  @Override
  public boolean isWithinString() {
    return first.isWithinString() && !first.mayEnd();
  }
}
