// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

import java.util.List;

/**
 * A text and another one behind it. The first is never a sequence itself, so that a symbol costs
 * the same however deep it lies.
 */
final class Sequence implements Text {
  /** How many texts may wait behind each other: two for each level of JSON. */
  private static final int LONGEST = 400;

  private final Text first;
  private final Text second;
  private final int length;
  private final int hash;

  private Sequence(Text first, Text second) {
    this.first = first;
    this.second = second;
    this.length = second.length() + 1;
    this.hash = 31 * first.hashCode() + second.hashCode();
  }

  static Text of(Text first, Text second) {
    if (first == END || second == NONE) {
      return second;
    }
    if (first instanceof Sequence inner) {
      return of(inner.first, of(inner.second, second));
    }
    List<Text> firsts = first.alternatives();
    if (firsts.size() == 1) {
      return second.length() < LONGEST ? new Sequence(first, second) : NONE;
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

  Text first() {
    return first;
  }

  Text second() {
    return second;
  }

  @Override
  public int length() {
    return length;
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
