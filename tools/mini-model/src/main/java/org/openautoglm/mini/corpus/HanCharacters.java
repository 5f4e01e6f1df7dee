// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import java.nio.charset.Charset;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The 3,755 Chinese characters in daily use: the first level of GB 2312, its rows 16 to 55. The
 * vocabulary has a token for each, and made-up names may consist of any of them.
 */
public final class HanCharacters {
  private static final Charset GB_2312 = Charset.forName("GB2312");
  private static final int FIRST_ROW = 0xB0;
  private static final int LAST_ROW = 0xD7;
  private static final int FIRST_CELL = 0xA1;
  private static final int LAST_CELL = 0xFE;

  /** The last row of the level ends here. */
  private static final int LAST_CELL_OF_LAST_ROW = 0xF9;

  private static final List<String> USUAL =
      IntStream.rangeClosed(FIRST_ROW, LAST_ROW)
          .boxed()
          .flatMap(
              row ->
                  IntStream.rangeClosed(
                          FIRST_CELL, row == LAST_ROW ? LAST_CELL_OF_LAST_ROW : LAST_CELL)
                      .mapToObj(
                          cell -> new String(new byte[] {row.byteValue(), (byte) cell}, GB_2312)))
          .toList();

  private HanCharacters() {}

  public static List<String> usual() {
    return USUAL;
  }
}
