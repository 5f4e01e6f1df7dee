// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** How answers about a table are written, and which other answers are right as well. */
final class TableAnswers {
  private static final Pattern UP_TO_LAST_NUMBER =
      Pattern.compile(".*(?<!\\d)(\\d+)\\D*", Pattern.DOTALL);

  /**
   * An answer that shows its work.
   *
   * @param right looks only at what was asked for
   */
  record Answer(String text, Predicate<String> right) {}

  private final String comma;
  private final String colon;
  private final String none;
  private final String steps;
  private final String stop;
  private final String total;

  TableAnswers(Language language) {
    boolean english = language == Language.EN;
    comma = english ? ", " : "、";
    colon = english ? ": " : "：";
    none = english ? "none" : "没有";
    steps = english ? ", " : "，";
    stop = english ? ". " : "。";
    total = english ? "Total" : "合计";
  }

  Answer lookUp(String value) {
    return new Answer(value, answer -> answer.strip().equals(value));
  }

  Answer filter(List<String> keys) {
    String text = listed(keys);
    Set<String> expected = set(text);
    return new Answer(text, answer -> set(answer).equals(expected));
  }

  Answer count(List<String> keys) {
    return new Answer(listed(keys) + colon + keys.size(), lastNumber(keys.size()));
  }

  /** The sum of one number or more, with the sums on the way there. */
  Answer sum(List<Integer> numbers) {
    StringBuilder work = new StringBuilder();
    int sum = numbers.get(0);
    for (int number : numbers.subList(1, numbers.size())) {
      work.append(work.isEmpty() ? "" : steps).append(sum).append(" + ").append(number);
      sum += number;
      work.append(" = ").append(sum);
    }
    work.append(work.isEmpty() ? "" : stop).append(total).append(colon).append(sum);
    return new Answer(work.toString(), lastNumber(sum));
  }

  Answer extreme(String key, int value) {
    return new Answer(
        key + colon + value, answer -> answer.split("[:：]", 2)[0].strip().equals(key));
  }

  private String listed(List<String> keys) {
    return keys.isEmpty() ? none : String.join(comma, keys);
  }

  private static Set<String> set(String answer) {
    Set<String> keys = new LinkedHashSet<>();
    for (String key : answer.split("[,、]")) {
      keys.add(key.strip());
    }
    return keys;
  }

  private static Predicate<String> lastNumber(int expected) {
    String digits = Integer.toString(expected);
    return answer -> {
      var matcher = UP_TO_LAST_NUMBER.matcher(answer);
      return matcher.matches() && matcher.group(1).equals(digits);
    };
  }
}
