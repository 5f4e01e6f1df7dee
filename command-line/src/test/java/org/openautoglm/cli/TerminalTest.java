// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalTest {

  @Test
  void whatAServerSaidIsOneShortLineWithoutControlCharacters() {
    String said = Terminal.said("  \u001B[2Jgone\r\n\u009B2J" + "x".repeat(10_000));
    assertThat(said).startsWith("?[2Jgone???2Jx").endsWith("x...").hasSize(303);
    assertThat(said.codePoints().anyMatch(Character::isISOControl)).isFalse();
  }

  @Test
  void aTextIsNotCutWithinACharacter() {
    String text = "x".repeat(299) + "\uD83D\uDE80".repeat(5);
    assertThat(Terminal.shortened(text)).isEqualTo("x".repeat(299) + "...");
    assertThat(Terminal.shortened(" short ")).isEqualTo("short");
  }

  @Test
  void theScriptKnowsWhetherThereIsATerminal() {
    assertThat(Terminal.isStandardError("true")).isTrue();
    assertThat(Terminal.isStandardError("false")).isFalse();
    assertThat(Terminal.isStandardError(null)).isEqualTo(System.console() != null);
  }
}
