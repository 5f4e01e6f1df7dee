// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli;

/** What may be shown on a terminal, and where there is one. */
public final class Terminal {
  private static final int LONGEST = 300;

  private Terminal() {}

  /** Whether standard error is a terminal. */
  public static boolean isStandardError() {
    // Java asks about standard input and output only, so the script that starts it says
    return isStandardError(System.getProperty("org.openautoglm.terminal"));
  }

  /**
   * @param said by the script; null when it was not asked
   */
  static boolean isStandardError(String said) {
    return said == null ? System.console() != null : Boolean.parseBoolean(said);
  }

  /**
   * Shows control characters as question marks: what others wrote must not be able to move the
   * cursor or to clear the screen.
   */
  public static String harmless(String text) {
    return text.codePoints()
        .map(character -> Character.isISOControl(character) ? '?' : character)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** The beginning of a text that may be a whole page. */
  public static String shortened(String text) {
    String told = text.strip();
    if (told.length() <= LONGEST) {
      return told;
    }
    // half of a character is none
    int end = Character.isHighSurrogate(told.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    return told.substring(0, end) + "...";
  }

  /** What a server or a connection said, as part of a message. */
  public static String said(String text) {
    return harmless(shortened(text));
  }
}
