// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RewordingTest {
  private static List<String> many(Function<SplittableRandom, String> reworded) {
    SplittableRandom random = new SplittableRandom(11);
    return Stream.generate(() -> reworded.apply(random)).limit(1000).toList();
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
