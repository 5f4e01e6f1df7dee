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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openautoglm.mini.corpus.TableQuestions.Kind;

class TableQuestionsTest {
  private static final Pattern STEP = Pattern.compile("(\\d+) \\+ (\\d+) = (\\d+)");
  private static final List<String> QUESTIONS =
      List.of("look-up", "filter", "count", "all", "sum", "sum some", "max", "min");

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
        assertThat(prompt(example) + example.answer()).doesNotContain("{", "}", "null");
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
      if (kind == Kind.FILTER && !example.answer().matches("none|没有")) {
        assertThat(keys).containsSubsequence(example.answer().split(", |、"));
      } else if (kind == Kind.EXTREME) {
        assertThat(keys).contains(example.answer().split(": |：")[0]);
      }
    }
  }

  @Test
  void counts_and_sums_follow_from_the_work_shown() {
    for (Example example : examples(new TableQuestions(Phrasings.TRAINING, Kind.COUNT), 2000)) {
      String[] parts = example.answer().split(": |：");
      int keys = parts[0].matches("none|没有") ? 0 : parts[0].split(", |、").length;
      assertThat(parts[1]).isEqualTo(Integer.toString(keys));
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

  @Test
  void only_what_is_asked_for_decides() {
    TableAnswers english = new TableAnswers(Language.EN);
    assertThat(english.sum(List.of(12, 7, 9)).text())
        .isEqualTo("12 + 7 = 19, 19 + 9 = 28. Total: 28");
    assertThat(english.sum(List.of(12, 7, 9)).right()).accepts("28", "1 + 1 = 3. Total: 28");
    assertThat(english.sum(List.of(12)).text()).isEqualTo("Total: 12");
    assertThat(english.count(List.of()).text()).isEqualTo("none: 0");
    assertThat(english.count(List.of("Anna", "Kim")).right()).accepts("2", "Leo: 2").rejects("12");
    assertThat(english.filter(List.of("Anna", "Kim")).right())
        .accepts("Kim,Anna", "Kim、 Anna")
        .rejects("Anna", "Anna, Kim, Leo");
    assertThat(english.extreme("Leo", 28).right()).accepts("Leo", "Leo：27").rejects("Kim: 28");
    TableAnswers chinese = new TableAnswers(Language.ZH);
    assertThat(chinese.sum(List.of(12, 7, 9)).text()).isEqualTo("12 + 7 = 19，19 + 9 = 28。合计：28");
    assertThat(chinese.count(List.of("Anna", "Kim")).text()).isEqualTo("Anna、Kim：2");
    assertThat(chinese.filter(List.of()).text()).isEqualTo("没有");
    assertThat(chinese.filter(List.of("a", "b")).right()).accepts("b、a").rejects("a", "没有");
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
