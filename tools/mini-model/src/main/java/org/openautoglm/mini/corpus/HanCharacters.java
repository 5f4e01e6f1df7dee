// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import java.nio.charset.Charset;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The Chinese characters of GB 2312. The vocabulary has a token for each of the first level; the
 * others are spelt in bytes. Made-up names may consist of any of them.
 */
public final class HanCharacters {
  private static final Charset GB_2312 = Charset.forName("GB2312");
  private static final int FIRST_ROW = 0xB0;
  private static final int LAST_ROW = 0xD7;
  private static final int LAST_RARE_ROW = 0xF7;
  private static final int FIRST_CELL = 0xA1;
  private static final int LAST_CELL = 0xFE;

  /** The last row of the level ends here. */
  private static final int LAST_CELL_OF_LAST_ROW = 0xF9;

  private static final List<String> USUAL = rows(FIRST_ROW, LAST_ROW);
  private static final List<String> RARE = rows(LAST_ROW + 1, LAST_RARE_ROW);

  private HanCharacters() {}

  private static List<String> rows(int first, int last) {
    return IntStream.rangeClosed(first, last)
        .boxed()
        .flatMap(
            row ->
                IntStream.rangeClosed(
                        FIRST_CELL, row == LAST_ROW ? LAST_CELL_OF_LAST_ROW : LAST_CELL)
                    .mapToObj(
                        cell -> new String(new byte[] {row.byteValue(), (byte) cell}, GB_2312)))
        .toList();
  }

  /** The 3,755 in daily use: the first level, rows 16 to 55. */
  public static List<String> usual() {
    return USUAL;
  }

  /** The 3,008 of the second level, rows 56 to 87: most occur in names only. */
  static List<String> rare() {
    return RARE;
  }
}
