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

/** How answers about a table are written, and which other answers are right as well. */
final class TableAnswers {
  private static final Pattern UP_TO_LAST_NUMBER =
      Pattern.compile(".*(?<!\\d)(\\d+)\\D*", Pattern.DOTALL);

  /** Behind the work shown. */
  private static final Pattern LAST_SENTENCE =
      Pattern.compile("^.*(?:\\. |。)(?=.)", Pattern.DOTALL);

  /** Behind a name. */
  private static final Pattern VALUE = Pattern.compile("[:：]\\s*\\d+$");

  /**
   * An answer that shows its work.
   *
   * @param right looks only at what was asked for
   */
  record Answer(String text, Predicate<String> right) {}

  /**
   * What a question with a condition goes through, row by row.
   *
   * @param keys of all rows
   * @param values of all rows, which the condition is about
   * @param holds the rows for which it holds
   */
  record Examined(List<String> keys, List<String> values, Set<Integer> holds) {
    Examined {
      keys = List.copyOf(keys);
      values = List.copyOf(values);
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

  TableAnswers(Language language) {
    boolean english = language == Language.EN;
    comma = english ? ", " : "、";
    colon = english ? ": " : "：";
    none = english ? "none" : "没有";
    yes = english ? " yes" : " 是";
    no = english ? " no" : " 否";
    stop = english ? ". " : "。";
    total = english ? "Total" : "合计";
  }

  Answer lookUp(String key, String value) {
    return new Answer(
        key + colon + value,
        answer ->
            answer.strip().equals(value)
                || List.of(":", ": ", "：").stream()
                    .anyMatch(behind -> answer.strip().endsWith(behind + value)));
  }

  Answer filter(Examined rows) {
    String listed = rows.held().isEmpty() ? none : String.join(comma, rows.held());
    Set<String> expected = set(listed);
    return new Answer(
        examined(rows, row -> "") + stop + listed,
        answer -> set(lastSentence(answer)).equals(expected));
  }

  Answer count(Examined rows) {
    int[] count = {0};
    return counted(examined(rows, row -> " " + ++count[0]), rows.holds().size());
  }

  /** Of all rows. */
  Answer count(List<String> keys) {
    return counted(
        pairs(keys, IntStream.rangeClosed(1, keys.size()).boxed().toList()), keys.size());
  }

  /** The sum of the numbers of all rows. */
  Answer sum(List<String> keys, List<Integer> numbers) {
    Running sum = new Running();
    String work = pairs(keys, numbers.stream().map(sum::add).toList());
    return counted(work, sum.value);
  }

  /** The sum of the numbers of some rows. */
  Answer sum(Examined rows, List<Integer> numbers) {
    Running sum = new Running();
    return counted(examined(rows, row -> " " + sum.add(numbers.get(row))), sum.value);
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

  /**
   * The row with the greatest or smallest number.
   *
   * @param keys of all rows
   * @param numbers of all rows
   * @param row the one asked for
   */
  Answer extreme(List<String> keys, List<Integer> numbers, int row) {
    String key = keys.get(row);
    String text = pairs(keys, numbers) + stop + key + colon + numbers.get(row);
    return new Answer(
        text, answer -> VALUE.matcher(lastSentence(answer)).replaceFirst("").strip().equals(key));
  }

  /** Names with their values. */
  Answer list(List<String> names, List<String> values) {
    String text = pairs(names, values);
    Set<String> expected = set(text);
    return new Answer(text, answer -> set(answer).equals(expected));
  }

  private Answer counted(String work, int result) {
    String digits = Integer.toString(result);
    return new Answer(
        work + stop + total + colon + digits,
        answer -> {
          var matcher = UP_TO_LAST_NUMBER.matcher(answer);
          return matcher.matches() && matcher.group(1).equals(digits);
        });
  }

  private String examined(Examined rows, IntFunction<String> behindYes) {
    return IntStream.range(0, rows.keys().size())
        .mapToObj(
            row ->
                rows.keys().get(row)
                    + colon
                    + rows.values().get(row)
                    + (rows.holds().contains(row) ? yes + behindYes.apply(row) : no))
        .collect(Collectors.joining(comma));
  }

  private String pairs(List<String> names, List<?> values) {
    return IntStream.range(0, names.size())
        .mapToObj(i -> names.get(i) + colon + values.get(i))
        .collect(Collectors.joining(comma));
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
