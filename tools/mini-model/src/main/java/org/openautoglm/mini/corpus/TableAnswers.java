// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How answers about a table are written, and which other answers are right as well. An answer first
 * says in a fixed form what is asked for, then repeats the table's lines as they stand there, up to
 * the last column it needs, with what follows from a row behind it, then says what was found. So
 * every word is either the one that follows in the table, or follows from words shortly before it.
 */
final class TableAnswers {
  private static final Pattern UP_TO_LAST_NUMBER =
      Pattern.compile(".*(?<!\\d)(\\d+)\\D*", Pattern.DOTALL);

  private static final String WORK = ": ";

  /**
   * An answer that shows its work.
   *
   * @param right looks only at what was asked for
   */
  record Answer(String text, Predicate<String> right) {}

  /**
   * Lines of a table, up to the last column that is needed.
   *
   * @param head the columns' names
   * @param rows all of them, or the one that is asked for
   */
  record Lines(String head, List<String> rows) {
    Lines {
      rows = List.copyOf(rows);
    }
  }

  /**
   * What a question with a condition goes through, row by row.
   *
   * @param condition as it is written
   * @param keys of all rows
   * @param lines of all rows
   * @param holds the rows for which it holds
   */
  record Examined(String condition, List<String> keys, Lines lines, Set<Integer> holds) {
    Examined {
      keys = List.copyOf(keys);
      holds = Set.copyOf(holds);
    }

    /** The keys for which it holds, in their order. */
    List<String> held() {
      return IntStream.range(0, keys.size()).filter(holds::contains).mapToObj(keys::get).toList();
    }
  }

  private final String comma;
  private final String colon;
  private final String none;
  private final String yes;
  private final String no;
  private final String total;
  private final String find;
  private final String of;
  private final String list;
  private final String count;
  private final String sum;
  private final String where;

  TableAnswers(Language language) {
    boolean english = language == Language.EN;
    comma = english ? ", " : "、";
    colon = english ? ": " : "：";
    none = english ? "none" : "没有";
    yes = english ? " yes" : " 是";
    no = english ? " no" : " 否";
    total = english ? "Total" : "合计";
    find = english ? "Find " : "查找：";
    of = english ? " of " : "：";
    list = english ? "List where " : "列出：";
    count = english ? "Count" : "计数";
    sum = english ? "Sum of " : "求和：";
    where = english ? " where " : "：";
  }

  /**
   * @param lines with the row that is asked for
   */
  Answer lookUp(String key, String column, Lines lines, String value) {
    return new Answer(
        written(find + column + of + key, lines, row -> "", value),
        answer ->
            lastLine(answer).equals(value)
                || List.of(":", ": ", "：").stream()
                    .anyMatch(behind -> answer.strip().endsWith(behind + value)));
  }

  Answer filter(Examined rows) {
    String listed = rows.held().isEmpty() ? none : String.join(comma, rows.held());
    List<String> expected = listed(listed);
    StringJoiner found = new StringJoiner(comma, " ", "");
    IntFunction<String> work = row -> found.add(rows.keys().get(row)).toString();
    return new Answer(
        written(list + rows.condition(), rows.lines(), judged(rows, work), listed),
        answer -> listed(lastLine(answer)).equals(expected));
  }

  Answer count(Examined rows) {
    int[] found = {0};
    return counted(
        count + where + rows.condition(),
        rows.lines(),
        judged(rows, row -> " " + ++found[0]),
        rows.holds().size());
  }

  /**
   * The number of all rows.
   *
   * @param keys with the key column only
   */
  Answer count(Lines keys) {
    return counted(count, keys, row -> WORK + (row + 1), keys.rows().size());
  }

  /** The sum of the numbers of all rows. */
  Answer sum(String column, Lines lines, List<Integer> numbers) {
    Running running = new Running();
    return counted(
        sum + column,
        lines,
        row -> WORK + running.add(numbers.get(row)),
        numbers.stream().mapToInt(Integer::intValue).sum());
  }

  /** The sum of the numbers of some rows. */
  Answer sum(String column, Examined rows, List<Integer> numbers) {
    Running running = new Running();
    return counted(
        sum + column + where + rows.condition(),
        rows.lines(),
        judged(rows, row -> " " + running.add(numbers.get(row))),
        rows.holds().stream().mapToInt(numbers::get).sum());
  }

  /** A sum on its way. */
  private static final class Running {
    private int value;
    private boolean begun;

    /** The next step as it is written. */
    String add(int number) {
      String step = begun ? value + " + " + number + " = " + (value + number) : "" + number;
      begun = true;
      value += number;
      return step;
    }
  }

  private IntFunction<String> judged(Examined rows, IntFunction<String> behindYes) {
    return row -> rows.holds().contains(row) ? yes + behindYes.apply(row) : no;
  }

  private Answer counted(String asked, Lines lines, IntFunction<String> work, int result) {
    String digits = Integer.toString(result);
    return new Answer(
        written(asked, lines, work, total + colon + digits),
        answer -> {
          var matcher = UP_TO_LAST_NUMBER.matcher(answer);
          return matcher.matches() && matcher.group(1).equals(digits);
        });
  }

  private static String written(
      String asked, Lines lines, IntFunction<String> behindRow, String result) {
    StringBuilder text = new StringBuilder(asked).append('\n').append(lines.head()).append('\n');
    for (int row = 0; row < lines.rows().size(); row++) {
      text.append(lines.rows().get(row)).append(behindRow.apply(row)).append('\n');
    }
    return text.append(result).toString();
  }

  private static String lastLine(String answer) {
    String text = answer.strip();
    return text.substring(text.lastIndexOf('\n') + 1);
  }

  /** What is listed, in whatever order. */
  private static List<String> listed(String answer) {
    return Stream.of(answer.split("[,、]")).map(String::strip).sorted().toList();
  }
}
