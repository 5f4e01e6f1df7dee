// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HanCharactersTest {
  @Test
  void theyAreThoseOfTheFirstLevel() {
    assertThat(HanCharacters.usual())
        .hasSize(3755)
        .doesNotHaveDuplicates()
        .startsWith("啊", "阿")
        .endsWith("坐", "座")
        .allMatch(character -> character.matches("\\p{IsHan}"));
  }
}
