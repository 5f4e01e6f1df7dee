// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HanCharactersTest {
  @Test
  void usualOnesAreThoseOfTheFirstLevel() {
    assertThat(HanCharacters.usual())
        .hasSize(3755)
        .doesNotHaveDuplicates()
        .startsWith("啊", "阿")
        .endsWith("坐", "座")
        .allMatch(character -> character.matches("\\p{IsHan}"));
  }

  @Test
  void rareOnesAreThoseOfTheSecondLevel() {
    assertThat(HanCharacters.rare())
        .hasSize(3008)
        .doesNotHaveDuplicates()
        .doesNotContainAnyElementsOf(HanCharacters.usual())
        .startsWith("亍", "丌")
        .endsWith("鼾", "齄")
        .allMatch(character -> character.matches("\\p{IsHan}"));
  }
}
