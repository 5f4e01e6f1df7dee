// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.persistence.audit;

/** Makes a text fit into a column. */
final class ColumnText {

  /** A character PostgreSQL cannot store. */
  private static final char NUL = '\0';

  private static final char REPLACEMENT = '\uFFFD';

  private ColumnText() {}

  /**
   * @param text may be null
   * @param length of the column, in UTF-16 units, which never are fewer than characters
   * @return at most that much of the text, without half a character at its end
   */
  static String fitting(String text, int length) {
    if (text == null) {
      return null;
    }
    String storable = text.replace(NUL, REPLACEMENT);
    if (storable.length() <= length) {
      return storable;
    }
    boolean splits = Character.isHighSurrogate(storable.charAt(length - 1));
    return storable.substring(0, splits ? length - 1 : length);
  }
}
