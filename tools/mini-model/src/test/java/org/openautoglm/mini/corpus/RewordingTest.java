// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RewordingTest {
  private static List<String> many(Function<SplittableRandom, String> reworded) {
    SplittableRandom random = new SplittableRandom(11);
    return Stream.generate(() -> reworded.apply(random)).limit(1000).toList();
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void every_word_stands_in_one_group(Language language) {
    assertThat(
            Resources.lines("synonyms." + language.code() + ".txt").stream()
                .flatMap(group -> Stream.of(group.split("\\s*\\|\\s*"))))
        .doesNotHaveDuplicates()
        .noneMatch(String::isBlank);
  }

  @ParameterizedTest
  @CsvSource({
    "EN, What does config.json hold?, config.json",
    "EN, What is --served-model-name for?, --served-model-name",
    "ZH, options.seed 是什么？, options.seed",
    "ZH, FastAPI 的日志在哪里？, FastAPI",
    "ZH, 怎么用 --served-model-name 参数？, --served-model-name"
  })
  void names_and_options_are_not_taken_apart(Language language, String question, String name) {
    Rewording rewording = new Rewording(language);
    assertThat(many(random -> rewording.otherWords(question, random)))
        .allMatch(text -> text.contains(name))
        .anyMatch(text -> !text.equals(question));
  }

  @Test
  void nobody_says_thanks_behind_a_greeting() {
    Rewording rewording = new Rewording(Language.EN);
    String greeting = "Good evening everybody";
    assertThat(said(rewording::unclosed, greeting))
        .noneMatch(text -> text.contains("hank"))
        .anyMatch(text -> !text.equals(greeting));
    assertThat(said(rewording::of, greeting)).anyMatch(text -> text.contains("hank"));
  }

  @Test
  void no_number_is_left_out() {
    Rewording rewording = new Rewording(Language.EN);
    assertThat(said(rewording::of, "What is the meaning of status code 403 here"))
        .allMatch(text -> text.contains("403"))
        .anyMatch(text -> !text.contains("status"));
  }

  private static List<String> said(
      BiFunction<Example, SplittableRandom, Example> rewording, String question) {
    Example example = Example.of(question, "answer");
    return many(
        random -> (String) rewording.apply(example, random).messages().get(0).get("content"));
  }
}
