// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.openautoglm.mini.corpus.Table.Column;
import org.openautoglm.mini.corpus.TableAnswers.Examined;
import org.openautoglm.mini.corpus.TableAnswers.Lines;
import org.openautoglm.mini.corpus.TableQuestions.Kind;

class TableQuestionsTest {
  private static final Pattern STEP = Pattern.compile("(\\d+) \\+ (\\d+) = (\\d+)");
  private static final Pattern COUNTED =
      Pattern.compile("^(?!Total: )[^:\\n]+(?: (?:yes|是) |: )(\\d+)$", Pattern.MULTILINE);

  /** Made-up words may contain "null", as "annulled" does. */
  private static final Pattern LEFT_OVER = Pattern.compile("[{}]|\\bnull\\b");

  private static final List<String> QUESTIONS =
      List.of("look-up", "filter", "count", "all", "sum", "sum some");

  @ParameterizedTest
  @EnumSource(Phrasings.class)
  void the_same_random_numbers_give_the_same_examples(Phrasings phrasings) {
    assertThat(texts(examples(new TableQuestions(phrasings), 200)))
        .isEqualTo(texts(examples(new TableQuestions(phrasings), 200)));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void every_answer_is_right_and_no_placeholder_is_left(Kind kind) {
    for (Phrasings phrasings : Phrasings.values()) {
      for (Example example : examples(new TableQuestions(phrasings, kind), 2000)) {
        assertThat(example.right()).accepts(example.answer(), " " + example.answer() + "\n");
        assertThat(example.right())
            .rejects("", "wrong", "x" + example.answer().replaceAll("\\d", "") + "x");
        assertThat(prompt(example) + example.answer()).doesNotContainPattern(LEFT_OVER);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void what_an_answer_names_stands_in_the_table(Kind kind) {
    for (Example example : examples(new TableQuestions(Phrasings.TRAINING, kind), 2000)) {
      List<List<String>> cells = cells(prompt(example));
      assertThat(cells.size()).isBetween(3, 9);
      assertThat(cells.get(0)).hasSizeBetween(2, 4).doesNotHaveDuplicates();
      assertThat(cells).allMatch(row -> row.size() == cells.get(0).size());
      List<String> keys = cells.stream().skip(1).map(row -> row.get(0)).toList();
      assertThat(keys).doesNotHaveDuplicates();
      List<String> lines = example.answer().lines().toList();
      String found = lines.get(lines.size() - 1);
      if (kind == Kind.FILTER && !found.matches("none|没有")) {
        assertThat(keys).containsSubsequence(found.split(", |、"));
      } else if (kind == Kind.LOOK_UP) {
        List<String> row = List.of(lines.get(2).split(","));
        assertThat(row).endsWith(found);
        assertThat(cells.get(keys.indexOf(row.get(0)) + 1)).startsWith(row.toArray(String[]::new));
      }
    }
  }

  @Test
  void more_questions_may_follow_in_training_only() {
    assertThat(examples(new TableQuestions(Phrasings.HELD_OUT), 500))
        .allSatisfy(example -> assertThat(example.messages()).hasSize(1));
    List<Example> training = examples(new TableQuestions(Phrasings.TRAINING), 500);
    assertThat(training)
        .anySatisfy(example -> assertThat(example.messages()).hasSize(1))
        .anySatisfy(example -> assertThat(example.messages()).hasSizeGreaterThan(4));
    for (Example example : training) {
      assertThat(example.messages().size() % 2).isEqualTo(1);
      for (int i = 1; i < example.messages().size(); i++) {
        Map<String, Object> message = example.messages().get(i);
        assertThat(message.get("role")).isEqualTo(i % 2 == 1 ? "assistant" : "user");
        assertThat((String) message.get("content")).isNotBlank().doesNotContainPattern(LEFT_OVER);
      }
    }
  }

  @Test
  void counts_and_sums_follow_from_the_work_shown() {
    for (Example example : examples(new TableQuestions(Phrasings.TRAINING, Kind.COUNT), 2000)) {
      Matcher step = COUNTED.matcher(example.answer());
      int last = 0;
      while (step.find()) {
        assertThat(Integer.parseInt(step.group(1))).isEqualTo(++last);
      }
      assertThat(example.answer())
          .endsWith(example.answer().contains("：") ? "：" + last : ": " + last);
    }
    for (Example example : examples(new TableQuestions(Phrasings.TRAINING, Kind.SUM), 2000)) {
      Matcher step = STEP.matcher(example.answer());
      String last = null;
      while (step.find()) {
        assertThat(last).isIn(null, step.group(1));
        last = step.group(3);
        assertThat(Integer.parseInt(step.group(1)) + Integer.parseInt(step.group(2)))
            .isEqualTo(Integer.parseInt(last));
      }
      assertThat(example.answer()).endsWith(last == null ? "" : last);
    }
  }

  @ParameterizedTest
  @CsvSource({"TRAINING, 0.45", "HELD_OUT, 0.3"})
  void some_sums_are_of_some_rows_only(Phrasings phrasings, double share) {
    List<Example> sums = examples(new TableQuestions(phrasings, Kind.SUM), 2000);
    double some =
        sums.stream()
            .map(example -> example.answer().lines().findFirst().orElseThrow())
            .filter(asked -> asked.contains(" = "))
            .count();
    assertThat(some / sums.size()).isCloseTo(share, Offset.offset(0.05));
  }

  @Test
  void lines_are_repeated_as_far_as_they_are_needed() {
    Column key = new Column("name", Table.Type.KEY, List.of("Anna", "Leo"), "Kim");
    Column city = new Column("city", Table.Type.CATEGORY, List.of("Rome", "Oslo"), "Bonn");
    Column age = new Column("age", Table.Type.NUMBER, List.of("31", "28"), "1");
    Table table = new Table(List.of(key, city, age));
    assertThat(table.lines(List.of(1), city))
        .isEqualTo(new Lines("name,city", List.of("Leo,Oslo")));
    assertThat(table.lines(List.of(0, 1), age, city))
        .isEqualTo(new Lines("name,city,age", List.of("Anna,Rome,31", "Leo,Oslo,28")));
    assertThat(table.csv()).isEqualTo("name,city,age\nAnna,Rome,31\nLeo,Oslo,28");
  }

  private static final List<String> KEYS = List.of("Anna", "Leo", "Kim");
  private static final Lines LINES =
      new Lines("name,city,age", List.of("Anna,Rome,31", "Leo,Oslo,28", "Kim,Bonn,45"));
  private static final Lines ANNA = new Lines("name,city,age", List.of("Anna,Rome,31"));

  @Test
  void the_work_is_shown_row_by_row() {
    TableAnswers english = new TableAnswers(Language.EN);
    Examined some = new Examined("age > 30", KEYS, LINES, Set.of(0, 2));
    Examined none = new Examined("age = 30", KEYS, LINES, Set.of());
    assertThat(english.lookUp("Anna", "age", ANNA, "31").text().lines())
        .containsExactly("Find age of Anna", "name,city,age", "Anna,Rome,31", "31");
    assertThat(english.filter(some).text().lines())
        .containsExactly(
            "List where age > 30",
            "name,city,age",
            "Anna,Rome,31 yes Anna",
            "Leo,Oslo,28 no",
            "Kim,Bonn,45 yes Anna, Kim",
            "Anna, Kim");
    assertThat(english.filter(none).text()).endsWith("\nKim,Bonn,45 no\nnone");
    assertThat(english.count(some).text().lines())
        .containsExactly(
            "Count where age > 30",
            "name,city,age",
            "Anna,Rome,31 yes 1",
            "Leo,Oslo,28 no",
            "Kim,Bonn,45 yes 2",
            "Total: 2");
    assertThat(english.count(none).text()).endsWith("\nTotal: 0");
    assertThat(english.count(new Lines("name", KEYS)).text().lines())
        .containsExactly("Count", "name", "Anna: 1", "Leo: 2", "Kim: 3", "Total: 3");
    assertThat(english.sum("age", LINES, List.of(31, 28, 45)).text().lines())
        .containsExactly(
            "Sum of age",
            "name,city,age",
            "Anna,Rome,31: 31",
            "Leo,Oslo,28: 31 + 28 = 59",
            "Kim,Bonn,45: 59 + 45 = 104",
            "Total: 104");
    assertThat(english.sum("days", some, List.of(12, 7, 9)).text())
        .startsWith("Sum of days where age > 30\n")
        .endsWith("\nAnna,Rome,31 yes 12\nLeo,Oslo,28 no\nKim,Bonn,45 yes 12 + 9 = 21\nTotal: 21");
    TableAnswers chinese = new TableAnswers(Language.ZH);
    assertThat(chinese.lookUp("Anna", "年龄", ANNA, "31").text()).startsWith("查找：年龄：Anna\n");
    assertThat(chinese.count(some).text())
        .startsWith("计数：age > 30\n")
        .contains("\nAnna,Rome,31 是 1\nLeo,Oslo,28 否\n")
        .endsWith("\n合计：2");
    assertThat(chinese.filter(none).text()).startsWith("列出：age = 30\n").endsWith("\n没有");
    assertThat(chinese.sum("天数", some, List.of(12, 7, 9)).text()).startsWith("求和：天数：age > 30\n");
  }

  @Test
  void only_what_is_asked_for_decides() {
    TableAnswers english = new TableAnswers(Language.EN);
    Examined some = new Examined("age > 30", KEYS, LINES, Set.of(0, 2));
    assertThat(english.lookUp("Anna", "age", ANNA, "31").right())
        .accepts("31", "Anna: 31", "Leo：31", "Anna, age: 31", "Leo,28\n31")
        .rejects("131", "Anna: 13", "Anna: 31 years");
    assertThat(english.sum("age", LINES, List.of(12, 7, 9)).right())
        .accepts("28", "1 + 1 = 3\nTotal: 28")
        .rejects("12", "Anna: 28, Leo: 7");
    assertThat(english.count(some).right()).accepts("2", "Leo: 2").rejects("12", "none");
    assertThat(english.filter(some).right())
        .accepts("Kim,Anna", "Kim、 Anna", "Leo,3 yes\nAnna, Kim")
        .rejects("Anna", "Anna, Anna, Kim", "Anna, Kim, Leo", "Anna, Kim\nLeo");
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void held_out_phrases_never_occur_in_training(Language language) {
    Sections training = phrases("", language);
    Sections heldOut = phrases("-held-out", language);
    Set<String> known = new HashSet<>();
    training.names().forEach(section -> known.addAll(training.get(section)));
    for (String section : heldOut.names()) {
      assertThat(heldOut.get(section)).doesNotHaveDuplicates().doesNotContainAnyElementsOf(known);
    }
    for (String question : QUESTIONS) {
      assertThat(Set.copyOf(training.get(question))).as(question).hasSizeGreaterThanOrEqualTo(14);
      assertThat(heldOut.get(question)).as(question).hasSizeGreaterThanOrEqualTo(4);
    }
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void unseen_words_never_occur_in_training_and_every_column_can_be_filled(Language language) {
    Sections words = TableWords.load(language);
    List<String> seen = new ArrayList<>();
    List<String> unseen = new ArrayList<>();
    for (String section : words.names()) {
      (section.endsWith(" unseen") ? unseen : seen).addAll(words.get(section));
      assertThat(words.get(section)).doesNotHaveDuplicates().noneMatch(word -> word.contains(","));
    }
    assertThat(unseen).doesNotContainAnyElementsOf(seen);
    for (String section : List.of("key", "category")) {
      for (String heading : words.get(section)) {
        assertThat(heading)
            .matches(".+ = (code|date|amount|" + String.join("|", words.names()) + ")");
      }
    }
  }

  @Test
  void both_languages_come_evenly() {
    Map<Boolean, Integer> chinese = new LinkedHashMap<>();
    for (Example example : examples(new TableQuestions(Phrasings.TRAINING, Kind.SUM), 4000)) {
      chinese.merge(example.answer().contains("合计"), 1, Integer::sum);
    }
    assertThat(chinese.get(true)).isBetween(1850, 2150);
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void half_of_the_values_of_held_out_tables_are_unseen(Language language) {
    TableWords words = new TableWords(Phrasings.HELD_OUT, language);
    SplittableRandom random = new SplittableRandom(3);
    List<String> unseen = TableWords.load(language).get("person unseen");
    long count =
        Stream.generate(() -> words.value("person", random))
            .limit(1000)
            .filter(unseen::contains)
            .count();
    assertThat(count).isBetween(430L, 570L);
  }

  private static Sections phrases(String set, Language language) {
    return new Sections("table-phrases" + set + "." + language.code() + ".txt");
  }

  private static List<Example> examples(ExampleSource source, int count) {
    SplittableRandom random = new SplittableRandom(7);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      examples.add(source.next(random));
    }
    return examples;
  }

  private static List<String> texts(List<Example> examples) {
    return examples.stream().map(example -> prompt(example) + "\n" + example.answer()).toList();
  }

  private static String prompt(Example example) {
    return (String) example.messages().get(0).get("content");
  }

  /** The table's lines: those with a comma and no blank after it. */
  private static List<List<String>> cells(String prompt) {
    return prompt
        .lines()
        .filter(line -> line.matches("[^,]+(,[^, ][^,]*)+"))
        .map(line -> List.of(line.split(",")))
        .toList();
  }
}
