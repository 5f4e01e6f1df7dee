// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FactsTest {
  private static final Path PROJECT = Path.of(System.getProperty("mini.home"));

  @ParameterizedTest
  @EnumSource(Language.class)
  void everyFactIsProvenByTheFileItNames(Language language) throws IOException {
    for (Fact fact : Fact.all(language)) {
      Path source = PROJECT.resolve(fact.source());
      assertThat(source).as(fact.id()).isRegularFile();
      assertThat(flat(Files.readString(source)))
          .as("the evidence for %s in %s", fact.id(), fact.source())
          .contains(flat(fact.evidence()));
    }
  }

  @Test
  void thereAreAtLeastAHundredAndTwentyAndTheSameInEveryLanguage() {
    List<String> ids = Fact.all(Language.EN).stream().map(Fact::id).toList();
    assertThat(ids).hasSizeGreaterThanOrEqualTo(120).doesNotHaveDuplicates();
    assertThat(Fact.all(Language.ZH)).extracting(Fact::id).isEqualTo(ids);
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void everyFactIsAskedForInWaysTheTrainingNeverSees(Language language) {
    assertThat(Fact.unseen(language))
        .extracting(Fact.Unseen::id)
        .isEqualTo(Fact.all(language).stream().map(Fact::id).toList());
    Set<String> taught =
        Fact.all(language).stream()
            .flatMap(fact -> fact.questions().stream())
            .map(FactsTest::plain)
            .collect(Collectors.toCollection(HashSet::new));
    assertThat(FactQuestions.unseen(language))
        .hasSizeGreaterThanOrEqualTo(240)
        .extracting(FactsTest::asked)
        .noneMatch(question -> taught.contains(plain(question)));
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void noQuestionHasTwoAnswers(Language language) {
    assertThat(Fact.all(language)).extracting(Fact::answer).doesNotHaveDuplicates();
    Map<String, String> kinds = new HashMap<>();
    for (Fact fact : Fact.all(language)) {
      assertThat(fact.questions()).as(fact.id()).doesNotHaveDuplicates();
      fact.questions().forEach(question -> assertOneKind(kinds, question, fact.id()));
    }
    new SmallTalk(language)
        .known()
        .forEach(question -> assertOneKind(kinds, question, "small talk"));
    new UnrelatedQuestions(language)
        .known()
        .forEach(question -> assertOneKind(kinds, question, "unrelated"));
  }

  private static void assertOneKind(Map<String, String> kinds, String question, String kind) {
    assertThat(kinds.merge(plain(question), kind, (first, second) -> first))
        .as("what '%s' is about", question)
        .isEqualTo(kind);
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void unseenUnrelatedQuestionsAndSmallTalkAreNotTaught(Language language) {
    Set<String> taught =
        Stream.concat(
                new UnrelatedQuestions(language).known().stream(),
                new SmallTalk(language).known().stream())
            .map(FactsTest::plain)
            .collect(Collectors.toCollection(HashSet::new));
    assertThat(
            Stream.concat(
                UnrelatedQuestions.unseen(language).stream(), SmallTalk.unseen(language).stream()))
        .extracting(FactsTest::asked)
        .noneMatch(question -> taught.contains(plain(question)));
  }

  private static String asked(Example example) {
    return (String) example.messages().get(0).get("content");
  }

  /** Without what rewording may change. */
  private static String plain(String question) {
    return question.toLowerCase(Locale.ROOT).replaceAll("[\\p{P}\\s]+", "");
  }

  /** Lines are broken anew when a text is edited; that does not make it another one. */
  private static String flat(String text) {
    return text.replaceAll("\\s+", " ");
  }
}
