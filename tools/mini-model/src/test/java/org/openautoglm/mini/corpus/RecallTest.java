// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  /** What stands before a word is not found from behind it. */
  @Test
  void whatIsAnsweredStandsBehindWhatIsAskedWith() {
    List<Example> which =
        examples(VOCABULARY).filter(example -> example.answer().contains("_")).toList();
    assertThat(which).hasSizeGreaterThan(100);
    for (Example example : which) {
      List<Map<String, Object>> messages = example.messages();
      String list = messages.get(0).get("content").toString();
      String question = messages.get(messages.size() - 1).get("content").toString();
      Matcher named =
          Pattern.compile("(..)[\\s:(（]+" + Pattern.quote(example.answer())).matcher(list);
      assertThat(named.results().map(result -> result.group(1))).anyMatch(question::contains);
    }
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
