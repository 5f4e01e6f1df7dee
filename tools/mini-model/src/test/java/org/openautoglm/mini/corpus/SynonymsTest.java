// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SynonymsTest {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\w+}");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "synonyms.en.txt",
        "synonyms.zh.txt",
        "table-synonyms.en.txt",
        "table-synonyms.zh.txt"
      })
  void every_word_stands_in_one_group_whose_words_have_the_same_placeholders(String resource) {
    List<List<String>> groups =
        Resources.lines(resource).stream()
            .map(group -> List.of(group.split("\\s*\\|\\s*")))
            .toList();
    assertThat(groups.stream().flatMap(List::stream))
        .doesNotHaveDuplicates()
        .noneMatch(String::isBlank);
    assertThat(groups)
        .allMatch(group -> group.stream().map(SynonymsTest::placeholders).distinct().count() == 1);
  }

  private static List<String> placeholders(String word) {
    return PLACEHOLDER.matcher(word).results().map(found -> found.group()).sorted().toList();
  }

  @ParameterizedTest
  @CsvSource({
    "en, What does config.json hold?, config.json",
    "en, What is --served-model-name for?, --served-model-name",
    "zh, options.seed 是什么？, options.seed",
    "zh, FastAPI 的日志在哪里？, FastAPI",
    "zh, 怎么用 --served-model-name 参数？, --served-model-name"
  })
  void names_and_options_are_not_taken_apart(String language, String question, String name) {
    Synonyms synonyms = new Synonyms("synonyms." + language + ".txt", 0.4);
    SplittableRandom random = new SplittableRandom(11);
    assertThat(Stream.generate(() -> synonyms.otherWords(question, random)).limit(1000))
        .allMatch(text -> text.contains(name))
        .anyMatch(text -> !text.equals(question));
  }
}
