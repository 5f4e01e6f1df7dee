// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JsonFieldsTest {
  @ParameterizedTest
  @EnumSource(Phrasings.class)
  void theSameRandomNumbersGiveTheSameExamples(Phrasings phrasings) {
    assertThat(texts(examples(phrasings))).isEqualTo(texts(examples(phrasings)));
  }

  @ParameterizedTest
  @EnumSource(Phrasings.class)
  void answersAreRightAndOnOneLine(Phrasings phrasings) {
    for (Example example : examples(phrasings)) {
      assertThat(example.right()).accepts(example.answer(), "\n" + example.answer() + " ");
      assertThat(example.answer()).startsWith("{\"").endsWith("}").doesNotContain("\n", "\\u");
      assertThat(question(example)).doesNotContain("{thing}", "{p}", "{v}", "{fields}");
    }
  }

  @ParameterizedTest
  @EnumSource(Phrasings.class)
  void fieldsComeInTheOrderAskedFor(Phrasings phrasings) {
    for (Example example : examples(phrasings)) {
      assertThat(question(example)).containsSubsequence(wanted(example).keySet());
    }
  }

  @ParameterizedTest
  @EnumSource(Phrasings.class)
  void valuesStandInTheTextAndAtMostOneIsMissing(Phrasings phrasings) {
    for (Example example : examples(phrasings)) {
      List<JsonElement> values = List.copyOf(wanted(example).asMap().values());
      assertThat(values.stream().filter(JsonElement::isJsonNull).count()).isLessThan(2);
      assertThat(values)
          .filteredOn(JsonElement::isJsonPrimitive)
          .allSatisfy(value -> assertThat(question(example)).contains(value.getAsString()));
    }
  }

  @ParameterizedTest
  @EnumSource(Phrasings.class)
  void whatIsNotJsonIsWrong(Phrasings phrasings) {
    for (Example example : examples(phrasings)) {
      String answer = example.answer();
      assertThat(example.right())
          .rejects(
              "",
              "null",
              "[" + answer + "]",
              answer + "}",
              answer + " done",
              "```json\n" + answer + "\n```",
              answer.replace('"', '\''),
              answer.replaceFirst("\"(\\w+)\":", "$1:"),
              answer.replaceFirst("\":", "\"="));
    }
  }

  @ParameterizedTest
  @EnumSource(Phrasings.class)
  void otherFieldsValuesAndTypesAreWrong(Phrasings phrasings) {
    for (Example example : examples(phrasings)) {
      for (Map.Entry<String, JsonElement> field : wanted(example).entrySet()) {
        JsonObject less = wanted(example);
        less.remove(field.getKey());
        JsonObject more = wanted(example);
        more.addProperty("one more", 1);
        JsonObject other = wanted(example);
        other.addProperty(field.getKey(), "another");
        assertThat(example.right()).rejects(less.toString(), more.toString(), other.toString());
        if (field.getValue().isJsonPrimitive()
            && !field.getValue().getAsJsonPrimitive().isString()) {
          JsonObject text = wanted(example);
          text.addProperty(field.getKey(), field.getValue().getAsString());
          assertThat(example.right()).rejects(text.toString());
        }
      }
    }
  }

  @Test
  void anotherTextMayFollowInTrainingOnly() {
    assertThat(examples(Phrasings.HELD_OUT))
        .allSatisfy(example -> assertThat(example.messages()).hasSize(1));
    assertThat(examples(Phrasings.TRAINING))
        .anySatisfy(example -> assertThat(example.messages()).hasSize(1))
        .anySatisfy(example -> assertThat(example.messages()).hasSize(7))
        .allSatisfy(
            example ->
                assertThat(example.messages())
                    .satisfies(all -> assertThat(all.size() % 2).isEqualTo(1))
                    .filteredOn(message -> message.get("role").equals("user"))
                    .extracting(message -> message.get("content"))
                    .doesNotHaveDuplicates());
  }

  @Test
  void fieldsMayComeInAnyOrder() {
    for (Example example : examples(Phrasings.HELD_OUT)) {
      JsonObject turned = wanted(example);
      String first = turned.keySet().iterator().next();
      turned.add(first, turned.remove(first));
      assertThat(example.right()).accepts(turned.toString());
    }
  }

  private static List<Example> examples(Phrasings phrasings) {
    JsonFields source = new JsonFields(phrasings);
    SplittableRandom random = new SplittableRandom(7);
    return Stream.generate(() -> source.next(random)).limit(2000).toList();
  }

  private static List<String> texts(List<Example> examples) {
    return examples.stream().map(example -> question(example) + example.answer()).toList();
  }

  /** What was asked last, with its text. */
  private static String question(Example example) {
    List<Map<String, Object>> messages = example.messages();
    return (String) messages.get(messages.size() - 1).get("content");
  }

  private static JsonObject wanted(Example example) {
    return JsonParser.parseString(example.answer()).getAsJsonObject();
  }
}
