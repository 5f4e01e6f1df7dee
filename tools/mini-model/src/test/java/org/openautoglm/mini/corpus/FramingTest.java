// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FramingTest {
  private static List<String> many(Framing framing, String text) {
    SplittableRandom random = new SplittableRandom(11);
    return Stream.generate(() -> framing.of(text, random)).limit(1000).toList();
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void what_is_framed_keeps_every_letter(Language language) {
    Framing framing = new Framing(Phrasings.TRAINING, language);
    for (String text : List.of("Anna's City?", "label the Box: Size 12")) {
      assertThat(many(framing, text))
          .allMatch(framed -> framed.contains(text))
          .contains(text)
          .anyMatch(framed -> !framed.startsWith(text));
    }
    assertThat(many(framing, "Name: Anna")).allMatch(framed -> framed.endsWith("Name: Anna"));
    assertThat(many(framing, "Anna?")).anyMatch(framed -> !framed.endsWith("Anna?"));
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void what_is_held_out_stays_as_it_is(Language language) {
    assertThat(many(new Framing(Phrasings.HELD_OUT, language), "Anna?")).containsOnly("Anna?");
  }
}
