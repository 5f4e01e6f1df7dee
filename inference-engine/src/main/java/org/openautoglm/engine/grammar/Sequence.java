// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

import java.util.List;

/** A text and another one behind it. */
final class Sequence implements Text {
  /** Texts within each other are followed recursively; deeper ones cannot be said. */
  private static final int DEEPEST = 400;

  private final Text first;
  private final Text second;
  private final int depth;
  private final int hash;

  private Sequence(Text first, Text second) {
    this.first = first;
    this.second = second;
    this.depth = first.depth() + 1;
    this.hash = 31 * first.hashCode() + second.hashCode();
  }

  static Text of(Text first, Text second) {
    if (first == END || second == NONE) {
      return second;
    }
    List<Text> firsts = first.alternatives();
    if (firsts.size() == 1) {
      return first.depth() < DEEPEST ? new Sequence(first, second) : NONE;
    }
    return Either.of(firsts.stream().map(each -> of(each, second)).toList());
  }

  @Override
  public Text after(int symbol) {
    Text within = first.after(symbol);
    Text stays = within == null ? NONE : of(within, second);
    Text moves = first.mayEnd() ? second.after(symbol) : null;
    Text both = moves == null ? stays : Either.of(List.of(stays, moves));
    return both == NONE ? null : both;
  }

  @Override
  public boolean mayEnd() {
    return first.mayEnd() && second.mayEnd();
  }

  @Override
  public boolean takesAll() {
    return first.takesAll();
  }

  @Override
  public boolean takesPlain() {
    return first.takesPlain();
  }

  @Override
  public int depth() {
    return depth;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof Sequence that
            && hash == that.hash
            && first.equals(that.first)
            && second.equals(that.second);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
