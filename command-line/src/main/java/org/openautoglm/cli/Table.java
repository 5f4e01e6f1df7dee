// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli;

import java.lang.Character.UnicodeBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Texts in columns, as wide as a terminal shows them. */
public final class Table {
  private static final String GAP = "  ";

  /** Blocks whose characters take two columns, besides ideographs. */
  private static final Set<UnicodeBlock> WIDE =
      Set.of(
          UnicodeBlock.HIRAGANA,
          UnicodeBlock.KATAKANA,
          UnicodeBlock.HANGUL_SYLLABLES,
          UnicodeBlock.CJK_SYMBOLS_AND_PUNCTUATION,
          UnicodeBlock.MISCELLANEOUS_SYMBOLS_AND_PICTOGRAPHS,
          UnicodeBlock.EMOTICONS,
          UnicodeBlock.TRANSPORT_AND_MAP_SYMBOLS);

  private final List<List<String>> rows = new ArrayList<>();

  public Table(List<String> head) {
    add(head);
  }

  /**
   * @param row one cell for each column of the head; control characters are shown as question marks
   */
  public void add(List<String> row) {
    rows.add(row.stream().map(Terminal::harmless).toList());
  }

  public Stream<String> lines() {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], width(row.get(column)));
      }
    }
    return rows.stream().map(row -> line(row, widths));
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String cell = row.get(column);
      line.append(cell).append(" ".repeat(widths[column] - width(cell))).append(GAP);
    }
    return line.toString().stripTrailing();
  }

  private static int width(String text) {
    return text.codePoints().map(Table::width).sum();
  }

  private static int width(int character) {
    return switch (Character.getType(character)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      default -> isWide(character) ? 2 : 1;
    };
  }

  private static boolean isWide(int character) {
    boolean fullWidth = character >= 0xFF01 && character <= 0xFF60;
    UnicodeBlock block = UnicodeBlock.of(character);
    return fullWidth
        || Character.isIdeographic(character)
        || (block != null && WIDE.contains(block));
  }
}
