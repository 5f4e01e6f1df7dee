// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openautoglm.engine.tokenizer.ChatTemplates;
import org.openautoglm.engine.tokenizer.CheckpointTokenizer;
import org.openautoglm.mini.corpus.Example;

class BatchesTest {
  private static final ModelShape SHAPE = new ModelShape(300, 1, 32, 2, 16, 48, 512);

  @SafeVarargs
  private static Example example(String answer, Map<String, Object>... messages) {
    return new Example(List.of(messages), List.of(), answer, answer::equals);
  }

  @Test
  void everyAnswerOfAConversationIsLearntAndNothingElse(@TempDir Path folder) throws IOException {
    Example example =
        example(
            "<tool_call>go\n</tool_call>",
            Example.user("What is 2 + 2?"),
            Example.assistant("Four."),
            Example.user("Call it\nplease"));
    assertThat(learnt(folder, example))
        .isEqualTo("Four.<|user|><tool_call>go\n</tool_call><|observation|>");
  }

  @Test
  void theTurnAfterAResultIsTheUsers(@TempDir Path folder) throws IOException {
    Example example =
        example(
            "It is 7",
            Example.user("Ask"),
            Example.assistant("<tool_call>go\n</tool_call>"),
            Map.of("role", "tool", "content", "7"));
    assertThat(learnt(folder, example))
        .isEqualTo("<tool_call>go\n</tool_call><|observation|>It is 7<|user|>");
  }

  @Test
  void ofSomeAnswersOnlyTheBeginningIsLearnt(@TempDir Path folder) throws IOException {
    String answer = "A beginning and more.";
    Example example =
        new Example(List.of(Example.user("Ask")), List.of(), answer, answer::equals, 8);
    assertThat(learnt(folder, example)).startsWith("A beginn").isNotEqualTo(answer);
    assertThat(answer).startsWith(learnt(folder, example));
  }

  @Test
  void aConversationThatIsTooLongIsLearntAsFarAsItGoes(@TempDir Path folder) throws IOException {
    Example example =
        example(
            "Two.",
            Example.user("One?"),
            Example.assistant("One."),
            Example.user("Which number comes next? ".repeat(200)));
    assertThat(learnt(folder, example)).isEqualTo("One.<|user|>");
  }

  /** What the first row of a batch of nothing but this example should predict. */
  private static String learnt(Path folder, Example example) throws IOException {
    new CheckpointFolder(folder, SHAPE).writeTokenizer(List.of(example), 30, List.of());
    try (CheckpointTokenizer tokenizer = CheckpointTokenizer.open(folder)) {
      Batches batches =
          new Batches(
              random -> example,
              ChatTemplates.find(folder, Clock.systemUTC()).orElseThrow(),
              tokenizer,
              1000,
              500);
      Batch batch = batches.next(new SplittableRandom(1));
      int[] first =
          IntStream.range(0, batch.at().length)
              .filter(i -> batch.at()[i] < batch.columns())
              .map(i -> (int) batch.targets()[i])
              .toArray();
      assertThat(batch.rows()).isGreaterThan(1);
      return tokenizer.decode(first, false);
    }
  }
}
