// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RecallTest {
  private static final List<String> VOCABULARY = List.of("ints", "uration", "LO", "魁", "愿");

  /** Words of the examination that are whole words of the vocabulary. */
  private static final List<String> UNSEEN = List.of("badge", "quote");

  @Test
  void everyWordOfTheVocabularyIsAnswered() {
    List<String> answers = examples(VOCABULARY).map(Example::answer).toList();
    assertThat(VOCABULARY)
        .allSatisfy(
            word ->
                assertThat(answers.stream().filter(answer -> answer.contains(word)))
                    .hasSizeGreaterThan(answers.size() / 20));
  }

  @Test
  void whatIsAnsweredStandsInTheConversation() {
    assertThat(examples(VOCABULARY))
        .allSatisfy(
            example ->
                assertThat(example.messages())
                    .anySatisfy(
                        message ->
                            assertThat(message.get("content").toString())
                                .contains(example.answer())));
  }

  @Test
  void wordsOfTheExaminationAreTaughtOnlyAsPartsOfOthers() {
    List<String> words = Stream.concat(VOCABULARY.stream(), UNSEEN.stream()).toList();
    assertThat(examples(words).flatMap(example -> Stream.of(example.answer().split("[ ,，\n]+"))))
        .doesNotContainAnyElementsOf(UNSEEN)
        .anyMatch(word -> word.contains("badge"));
  }

  private static Stream<Example> examples(List<String> vocabulary) {
    Recall recall = new Recall(vocabulary);
    SplittableRandom random = new SplittableRandom(3);
    return Stream.generate(() -> recall.next(random)).limit(1000);
  }
}
