// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A small table as it stands in a prompt.
 *
 * @param columns the first one is the key
 */
record Table(List<Column> columns) {
  /** What a column may be asked for. */
  enum Type {
    /** Tells the rows apart. */
    KEY,
    /** Few words, repeated. */
    CATEGORY,
    /** Whole numbers from 1 to 30. */
    NUMBER,
    /** Dates, amounts and codes: only looked up. */
    DETAIL
  }

  /**
   * One column.
   *
   * @param values one for each row
   * @param absent a value that would fit but stands in no row
   */
  record Column(String name, Type type, List<String> values, String absent) {
    int number(int row) {
      return Integer.parseInt(values.get(row));
    }
  }

  Column key() {
    return columns.get(0);
  }

  /** The columns that may be asked for in this way, in their order. */
  List<Column> of(Type type) {
    return columns.stream().filter(column -> column.type() == type).toList();
  }

  List<Integer> rows() {
    return IntStream.range(0, key().values().size()).boxed().toList();
  }

  /** The lines of some rows, up to the last of some columns. */
  TableAnswers.Lines lines(List<Integer> rows, Column... upTo) {
    int width = 1 + Stream.of(upTo).mapToInt(columns::indexOf).max().orElseThrow();
    return new TableAnswers.Lines(head(width), rows.stream().map(row -> line(row, width)).toList());
  }

  String csv() {
    int width = columns.size();
    return Stream.concat(Stream.of(head(width)), rows().stream().map(row -> line(row, width)))
        .collect(Collectors.joining("\n"));
  }

  private String head(int width) {
    return columns.stream().limit(width).map(Column::name).collect(Collectors.joining(","));
  }

  private String line(int row, int width) {
    return columns.stream()
        .limit(width)
        .map(column -> column.values().get(row))
        .collect(Collectors.joining(","));
  }
}
