// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BeginningsTest {
  private static final List<String> ANSWERS =
      List.of("--port sets the port", "--host sets the host", "--hosts", "The log", "The", "A key");

  @Test
  void aBeginningTellsAnAnswerFromAllOthers() {
    assertThat(learnt()).containsEntry("--port sets the port", "--p");
    assertThat(learnt()).containsEntry("--host sets the host", "--host ");
    assertThat(learnt()).containsEntry("--hosts", "--hosts");
    assertThat(learnt()).containsEntry("The log", "The ");
    assertThat(learnt()).containsEntry("The", "The");
    assertThat(learnt()).containsEntry("A key", "A");
  }

  @Test
  void someAreLearntAsAWhole() {
    SplittableRandom random = new SplittableRandom(1);
    Beginnings beginnings = new Beginnings(r -> Example.of("?", ANSWERS.get(0)), ANSWERS);
    assertThat(beginnings.next(random).answer()).isEqualTo(ANSWERS.get(0));
    long whole =
        random
            .ints(1000)
            .filter(i -> beginnings.next(random).learnt() == ANSWERS.get(0).length())
            .count();
    assertThat(whole).isBetween(350L, 450L);
  }

  /** The shortest part of each answer that is learnt. */
  private static Map<String, String> learnt() {
    Map<String, String> shortest = new HashMap<>();
    SplittableRandom random = new SplittableRandom(1);
    Beginnings beginnings = new Beginnings(r -> Example.of("?", Draw.from(ANSWERS, r)), ANSWERS);
    for (int i = 0; i < 200; i++) {
      Example example = beginnings.next(random);
      shortest.merge(
          example.answer(),
          example.answer().substring(0, example.learnt()),
          (a, b) -> a.length() < b.length() ? a : b);
    }
    return shortest;
  }
}
