// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.persistence.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ColumnTextTest {

  @Property
  void fittingTextIsAPrefixThatFitsAndHoldsOnlyWholeCharacters(
      @ForAll int[] random, @ForAll @IntRange(min = 1, max = 50) int length) {
    StringBuilder characters = new StringBuilder();
    for (int number : random) {
      int point = 1 + Math.floorMod(number, Character.MAX_CODE_POINT);
      if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
        characters.appendCodePoint(point);
      }
    }
    String text = characters.toString();

    String fitting = ColumnText.fitting(text, length);

    assertThat(text).startsWith(fitting);
    assertThat(fitting.length()).isBetween(Math.min(text.length(), length - 1), length);
    assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(fitting)).isTrue();
  }

  @Example
  void aCharacterThatPostgresqlCannotStoreIsReplaced() {
    assertThat(ColumnText.fitting("a\0b", 3)).isEqualTo("a\uFFFDb");
  }

  @Example
  void noTextStaysNone() {
    assertThat(ColumnText.fitting(null, 3)).isNull();
  }
}
