// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** Puts texts together. */
public final class Texts {
  private Texts() {}

  /** One behind the other. */
  public static Text sequence(Text... parts) {
    return sequence(Arrays.asList(parts));
  }

  private static Text sequence(List<Text> parts) {
    return parts.size() == 1
        ? parts.get(0)
        : Sequence.of(parts.get(0), sequence(parts.subList(1, parts.size())));
  }

  /** One of several; where they are too many to be followed together, none. */
  public static Text either(Collection<Text> texts) {
    return Either.of(texts);
  }

  /** A mark, by its symbol. */
  public static Text mark(int symbol) {
    return new Mark(symbol);
  }

  /** So many spaces, tabs and line breaks at most. */
  public static Text blanks(int most) {
    return new Blanks(most);
  }

  /** Any bytes that are none of these texts. */
  public static Text otherThan(Collection<String> texts) {
    return new OtherThan(Choice.of(texts));
  }

  /**
   * @param agree those of the texts that agree with what was said
   */
  private record OtherThan(Text agree) implements Text {
    @Override
    public Text after(int symbol) {
      if (symbol >= BYTES) {
        return null;
      }
      Text behind = agree.after(symbol);
      return new OtherThan(behind == null ? NONE : behind);
    }

    @Override
    public boolean mayEnd() {
      return !agree.mayEnd();
    }

    @Override
    public boolean takesAll() {
      return true;
    }
  }

  private record Mark(int symbol) implements Text {
    @Override
    public Text after(int next) {
      return next == symbol ? END : null;
    }

    @Override
    public boolean mayEnd() {
      return false;
    }
  }

  private record Blanks(int most) implements Text {
    @Override
    public Text after(int next) {
      boolean blank = next == ' ' || next == '\n' || next == '\t';
      return blank && most > 0 ? new Blanks(most - 1) : null;
    }

    @Override
    public boolean mayEnd() {
      return true;
    }
  }
}
