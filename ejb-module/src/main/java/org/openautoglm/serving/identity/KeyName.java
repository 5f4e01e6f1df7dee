// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.identity;

import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;

/** What a key may be called. */
final class KeyName {
  private static final int LONGEST = 64;

  private KeyName() {}

  /**
   * @return the name without blanks around it
   * @throws ServingException {@code INVALID_VALUE} unless that is 1 to 64 characters, none of which
   *     could break a line of a log or a table or is half a character
   */
  static String checked(String name) {
    String stripped = name == null ? "" : name.strip();
    int length = stripped.codePointCount(0, stripped.length());
    if (length < 1 || length > LONGEST) {
      throw new ServingException(
          ErrorCode.INVALID_VALUE,
          "name is " + length + " characters long; allowed are 1 to " + LONGEST + ".",
          "name");
    }
    if (!stripped.codePoints().allMatch(KeyName::printable)) {
      throw new ServingException(
          ErrorCode.INVALID_VALUE,
          "name contains a control character or an unpaired surrogate; use printable text.",
          "name");
    }
    return stripped;
  }

  private static boolean printable(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
