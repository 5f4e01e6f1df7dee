// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How answers about a table are written, and which other answers are right as well. An answer first
 * says in a fixed form what is asked for, then reads the rows from left to right as far as it needs
 * to, each value with its column's name, then says what was found. So every word is either copied
 * from a place next to the one copied before, or follows from words shortly before it.
 */
final class TableAnswers {
  private static final Pattern UP_TO_LAST_NUMBER =
      Pattern.compile(".*(?<!\\d)(\\d+)\\D*", Pattern.DOTALL);

  /** Behind the work shown. */
  private static final Pattern LAST_SENTENCE =
      Pattern.compile("^.*(?:\\. |。)(?=.)", Pattern.DOTALL);

  private static final String NEXT_ROW = "; ";
  private static final String BEHIND_KEY = ": ";

  /**
   * An answer that shows its work.
   *
   * @param right looks only at what was asked for
   */
  record Answer(String text, Predicate<String> right) {}

  /**
   * What a question with a condition goes through, row by row.
   *
   * @param condition as it is written
   * @param keys of all rows
   * @param read of all rows: what stands behind the key, as far as it is needed
   * @param holds the rows for which it holds
   */
  record Examined(String condition, List<String> keys, List<String> read, Set<Integer> holds) {
    Examined {
      keys = List.copyOf(keys);
      read = List.copyOf(read);
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
  private final String stop;
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
    stop = english ? ". " : "。";
    total = english ? "Total" : "合计";
    find = english ? "Find " : "查找：";
    of = english ? " of " : "：";
    list = english ? "List where " : "列出：";
    count = english ? "Count" : "计数";
    sum = english ? "Sum of " : "求和：";
    where = english ? " where " : "：";
  }

  /**
   * @param read what stands in the key's row up to the column
   */
  Answer lookUp(String key, String column, String read, String value) {
    return new Answer(
        find + column + of + key + stop + key + BEHIND_KEY + read + stop + value,
        answer ->
            lastSentence(answer).equals(value)
                || List.of(":", ": ", "：").stream()
                    .anyMatch(behind -> answer.strip().endsWith(behind + value)));
  }

  Answer filter(Examined rows) {
    String listed = rows.held().isEmpty() ? none : String.join(comma, rows.held());
    Set<String> expected = set(listed);
    return new Answer(
        list + rows.condition() + stop + examined(rows, row -> "") + stop + listed,
        answer -> set(lastSentence(answer)).equals(expected));
  }

  Answer count(Examined rows) {
    int[] found = {0};
    return counted(
        count + where + rows.condition(),
        examined(rows, row -> " " + ++found[0]),
        rows.holds().size());
  }

  /** Of all rows. */
  Answer count(List<String> keys) {
    return counted(
        count, joined(keys.size(), row -> keys.get(row) + BEHIND_KEY + (row + 1)), keys.size());
  }

  /** The sum of the numbers of all rows. */
  Answer sum(String column, List<String> keys, List<String> read, List<Integer> numbers) {
    Running running = new Running();
    String work =
        joined(
            keys.size(),
            row ->
                keys.get(row) + BEHIND_KEY + read.get(row) + ": " + running.add(numbers.get(row)));
    return counted(sum + column, work, running.value);
  }

  /** The sum of the numbers of some rows. */
  Answer sum(String column, Examined rows, List<Integer> numbers) {
    Running running = new Running();
    String work = examined(rows, row -> " " + running.add(numbers.get(row)));
    return counted(sum + column + where + rows.condition(), work, running.value);
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

  private Answer counted(String asked, String work, int result) {
    String digits = Integer.toString(result);
    return new Answer(
        asked + stop + work + stop + total + colon + digits,
        answer -> {
          var matcher = UP_TO_LAST_NUMBER.matcher(answer);
          return matcher.matches() && matcher.group(1).equals(digits);
        });
  }

  private String examined(Examined rows, IntFunction<String> behindYes) {
    return joined(
        rows.keys().size(),
        row ->
            rows.keys().get(row)
                + BEHIND_KEY
                + rows.read().get(row)
                + (rows.holds().contains(row) ? yes + behindYes.apply(row) : no));
  }

  private static String joined(int rows, IntFunction<String> row) {
    return IntStream.range(0, rows).mapToObj(row).collect(Collectors.joining(NEXT_ROW));
  }

  private static String lastSentence(String answer) {
    return LAST_SENTENCE.matcher(answer.strip()).replaceFirst("");
  }

  private static Set<String> set(String answer) {
    Set<String> keys = new LinkedHashSet<>();
    for (String key : answer.split("[,、]")) {
      keys.add(key.strip());
    }
    return keys;
  }
}
