// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.sampling;

import java.util.List;

/**
 * Lets the text of one sequence through up to the first stop string. Text that may be the beginning
 * of a stop string is held back until it is certain, so not even its first half leaks.
 *
 * <p>The stop string that is complete first wins, as if the text came character by character; of
 * those complete at the same character the longest, which begins first. So the result does not
 * depend on how the text is cut into pieces. Not safe for use by several threads.
 */
public final class StopStrings {
  private final List<Automaton> automata;

  /** Text not yet let through. */
  private final StringBuilder held = new StringBuilder();

  /** First half of a surrogate pair whose second half has not come yet; 0 for none. */
  private char highSurrogate;

  private boolean stopped;

  /**
   * @throws IllegalArgumentException when a stop string is empty
   */
  public StopStrings(List<String> stopStrings) {
    if (stopStrings.contains("")) {
      throw new IllegalArgumentException("a stop string must not be empty");
    }
    automata = stopStrings.stream().map(Automaton::new).toList();
  }

  /**
   * What may be let through after more text came.
   *
   * @param text may be empty
   * @param stopped whether a stop string is complete; the rest of the text is dropped
   */
  public record Result(String text, boolean stopped) {}

  /** Takes more text. After a stop string nothing more comes out. */
  public Result push(String text) {
    return take(text, true);
  }

  /** Lets text through that cannot end here yet; a stop string may begin in it, though. */
  public String pass(String text) {
    return take(text, false).text();
  }

  private Result take(String text, boolean mayStop) {
    if (stopped) {
      return new Result("", true);
    }
    String whole = highSurrogate == 0 ? text : highSurrogate + text;
    highSurrogate = 0;
    for (int i = 0; i < whole.length(); ) {
      int codePoint = whole.codePointAt(i);
      i += Character.charCount(codePoint);
      if (i == whole.length() && isHighSurrogate(codePoint)) {
        highSurrogate = (char) codePoint;
        break;
      }
      held.appendCodePoint(codePoint);
      int matched = longestMatch(codePoint);
      if (matched > 0 && mayStop) {
        stopped = true;
        // its beginning may have been let through
        String before = held.substring(0, Math.max(0, held.length() - matched));
        held.setLength(0);
        return new Result(before, true);
      }
    }
    return new Result(release(mayStop), false);
  }

  /** Returns what was held back; the text is over. */
  public String flush() {
    if (highSurrogate != 0) {
      held.append(highSurrogate);
      highSurrogate = 0;
    }
    String rest = held.toString();
    held.setLength(0);
    return rest;
  }

  /** Length in chars of the longest stop string that is complete with this character, or 0. */
  private int longestMatch(int codePoint) {
    int longest = 0;
    for (Automaton automaton : automata) {
      if (automaton.advance(codePoint)) {
        longest = Math.max(longest, automaton.length());
      }
    }
    return longest;
  }

  private static boolean isHighSurrogate(int codePoint) {
    return codePoint >= Character.MIN_HIGH_SURROGATE && codePoint <= Character.MAX_HIGH_SURROGATE;
  }

  private String release(boolean mayStop) {
    int keep = 0;
    for (Automaton automaton : automata) {
      keep = Math.max(keep, automaton.matchedLength());
    }
    int end = mayStop ? Math.max(0, held.length() - keep) : held.length();
    String certain = held.substring(0, end);
    held.delete(0, end);
    return certain;
  }

  /** Knuth-Morris-Pratt automaton of one stop string, over code points. */
  private static final class Automaton {
    private final int[] codePoints;

    /** For each prefix the length of its longest proper prefix that is also its suffix. */
    private final int[] borders;

    /** For each prefix its length in chars. */
    private final int[] lengths;

    private int matched;

    Automaton(String stopString) {
      codePoints = stopString.codePoints().toArray();
      lengths = new int[codePoints.length + 1];
      for (int i = 0; i < codePoints.length; i++) {
        lengths[i + 1] = lengths[i] + Character.charCount(codePoints[i]);
      }
      borders = new int[codePoints.length + 1];
      for (int i = 1; i < codePoints.length; i++) {
        borders[i + 1] = next(borders[i], codePoints[i]);
      }
    }

    /** Takes one character; returns whether the stop string is complete with it. */
    boolean advance(int codePoint) {
      boolean wasComplete = matched == codePoints.length;
      matched = next(wasComplete ? borders[matched] : matched, codePoint);
      return matched == codePoints.length;
    }

    int length() {
      return lengths[codePoints.length];
    }

    /** Length in chars of the longest beginning of the stop string that the text ends with. */
    int matchedLength() {
      return lengths[matched];
    }

    private int next(int prefix, int codePoint) {
      int length = prefix;
      while (length > 0 && codePoints[length] != codePoint) {
        length = borders[length];
      }
      return codePoints[length] == codePoint ? length + 1 : length;
    }
  }
}
