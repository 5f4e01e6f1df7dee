// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ToolCallsTest {
  private static final int DRAWN = 5000;
  private static final Pattern CALL =
      Pattern.compile(
          "<tool_call>\\w+(\n<arg_key>\\w+</arg_key>\n<arg_value>.+</arg_value>)*\n</tool_call>");
  private static final Pattern ARGUMENT =
      Pattern.compile("<arg_key>(.*)</arg_key>\n<arg_value>(.*)</arg_value>");

  @ParameterizedTest
  @EnumSource(Phrasings.class)
  void theSameRandomNumbersGiveTheSameExamples(Phrasings phrasings) {
    assertThat(texts(examples(phrasings))).isEqualTo(texts(examples(phrasings)));
  }

  @ParameterizedTest
  @EnumSource(Phrasings.class)
  void callsNameAGivenToolAndGiveWhatItRequiresInItsOrder(Phrasings phrasings) {
    for (Example example : calls(phrasings)) {
      assertThat(example.answer()).matches(CALL);
      Map<?, ?> parameters = parametersOf(calledTool(example));
      List<String> keys = new ArrayList<>();
      Matcher argument = ARGUMENT.matcher(example.answer());
      while (argument.find()) {
        keys.add(argument.group(1));
        assertThat(question(example)).contains(argument.group(2));
      }
      List<String> names = names(((Map<?, ?>) parameters.get("properties")).keySet());
      assertThat(keys).containsAll(names((List<?>) parameters.get("required")));
      assertThat(names).containsSubsequence(keys);
    }
  }

  @ParameterizedTest
  @EnumSource(Phrasings.class)
  void promptsHaveFewToolsAndNoPlaceholder(Phrasings phrasings) {
    boolean heldOut = phrasings == Phrasings.HELD_OUT;
    for (Example example : examples(phrasings)) {
      assertThat(example.tools()).hasSizeBetween(1, heldOut ? 3 : 6);
      assertThat(example.tools().stream().map(ToolCallsTest::nameOf)).doesNotHaveDuplicates();
      assertThat(example.tools())
          .allSatisfy(
              tool ->
                  assertThat((Map<?, ?>) parametersOf(tool).get("properties"))
                      .hasSizeBetween(heldOut ? 1 : 0, 3));
      assertThat(question(example) + example.answer()).doesNotContainPattern("[{}]|\\bnull\\b");
    }
  }

  @ParameterizedTest
  @EnumSource(Phrasings.class)
  void toolsOfAPromptAreDescribedDifferently(Phrasings phrasings) {
    for (Example example : examples(phrasings)) {
      assertThat(
              example.tools().stream()
                  .map(tool -> ((Map<?, ?>) tool.get("function")).get("description"))
                  .filter(Objects::nonNull))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void inTrainingSomeToolsTakeNothing() {
    assertThat(calls(Phrasings.TRAINING))
        .anySatisfy(example -> assertThat(example.answer()).doesNotContain("<arg_key>"));
  }

  @Test
  void heldOutExamplesAreSingleCalls() {
    assertThat(calls(Phrasings.HELD_OUT))
        .hasSize(DRAWN)
        .allSatisfy(example -> assertThat(example.messages()).hasSize(1));
  }

  @Test
  void inTrainingEarlierCallsWereAnsweredBeforeTheNextRequest() {
    assertThat(examples(Phrasings.TRAINING))
        .anySatisfy(example -> assertThat(example.messages()).hasSizeGreaterThan(8))
        .allSatisfy(
            example -> {
              for (int i = 0; i < example.messages().size(); i++) {
                assertThat(example.messages().get(i).get("role"))
                    .isEqualTo(List.of("user", "assistant", "tool", "assistant").get(i % 4));
              }
            });
  }

  @Test
  void trainingAlsoDeclinesAndTellsResults() {
    List<Example> examples = examples(Phrasings.TRAINING);
    long told = examples.stream().filter(ToolCallsTest::hasResult).count();
    long declined = DRAWN - told - calls(Phrasings.TRAINING).size();
    assertThat(told / (double) DRAWN).isCloseTo(0.07, Offset.offset(0.02));
    assertThat(declined / (double) DRAWN).isCloseTo(0.12, Offset.offset(0.02));
    for (Example example : examples) {
      if (hasResult(example)) {
        int last = example.messages().size() - 1;
        assertThat(example.answer())
            .isIn(
                "The result is: " + example.messages().get(last).get("content"),
                "结果是：" + example.messages().get(last).get("content"));
        assertThat((String) example.messages().get(last - 1).get("content")).matches(CALL);
      } else if (!CALL.matcher(example.answer()).matches()) {
        assertThat(example.answer())
            .isEqualTo(
                isChinese(question(example))
                    ? "没有合适的工具可以完成这个请求。"
                    : "None of the tools fits this request.");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"TRAINING, 0.6", "HELD_OUT, 0.5"})
  void halfOrMoreIsChinese(Phrasings phrasings, double share) {
    long chinese =
        examples(phrasings).stream().filter(example -> isChinese(question(example))).count();
    assertThat(chinese / (double) DRAWN).isCloseTo(share, Offset.offset(0.04));
  }

  @Test
  void onlyTheSpaceAroundAnAnswerIsIgnored() {
    for (Example example : examples(Phrasings.HELD_OUT)) {
      String answer = example.answer();
      assertThat(example.right()).accepts(answer, " " + answer + "\n");
      assertThat(example.right())
          .rejects("", answer.replace("\n", " "), answer.replace("</tool_call>", ""));
    }
  }

  private static List<Example> examples(Phrasings phrasings) {
    ToolCalls source = new ToolCalls(phrasings);
    SplittableRandom random = new SplittableRandom(7);
    return Stream.generate(() -> source.next(random)).limit(DRAWN).toList();
  }

  private static List<Example> calls(Phrasings phrasings) {
    return examples(phrasings).stream()
        .filter(example -> example.answer().startsWith("<tool_call>"))
        .toList();
  }

  private static List<String> texts(List<Example> examples) {
    return examples.stream().map(e -> e.tools() + question(e) + e.answer()).toList();
  }

  /** What was asked last. */
  private static String question(Example example) {
    return example.messages().stream()
        .filter(message -> message.get("role").equals("user"))
        .map(message -> (String) message.get("content"))
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  private static boolean hasResult(Example example) {
    return example.messages().get(example.messages().size() - 1).get("role").equals("tool");
  }

  private static Map<String, Object> calledTool(Example example) {
    return example.tools().stream()
        .filter(tool -> example.answer().startsWith("<tool_call>" + nameOf(tool) + "\n"))
        .findFirst()
        .orElseThrow();
  }

  private static String nameOf(Map<String, Object> tool) {
    return (String) ((Map<?, ?>) tool.get("function")).get("name");
  }

  private static Map<?, ?> parametersOf(Map<String, Object> tool) {
    return (Map<?, ?>) ((Map<?, ?>) tool.get("function")).get("parameters");
  }

  private static List<String> names(Iterable<?> names) {
    List<String> all = new ArrayList<>();
    names.forEach(name -> all.add((String) name));
    return all;
  }

  private static boolean isChinese(String text) {
    return text.codePoints()
        .anyMatch(point -> Character.UnicodeScript.of(point) == Character.UnicodeScript.HAN);
  }
}
