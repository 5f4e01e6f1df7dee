// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class TableTest {

  @Property
  void whateverANameContainsARowIsOneLineWithoutControlCharacters(@ForAll String name) {
    Table table = new Table(List.of("ID", "NAME"));
    table.add(List.of("1", name));

    assertThat(table.lines()).hasSize(2);
    assertThat(table.lines().flatMapToInt(String::codePoints).anyMatch(Character::isISOControl))
        .isFalse();
  }

  @Example
  void aNameCannotCommandTheTerminal() {
    Table table = new Table(List.of("NA\u0007ME"));
    table.add(List.of("\u001B[2Jgone"));

    assertThat(table.lines()).containsExactly("NA?ME", "?[2Jgone");
  }

  @Example
  void columnsLineUpWhereCharactersTakeTwoColumns() {
    Table table = new Table(List.of("NAME", "ROLES"));
    table.add(List.of("\u8D26\u5355", "user"));
    table.add(List.of("ops", "admin"));

    assertThat(table.lines()).containsExactly("NAME  ROLES", "\u8D26\u5355  user", "ops   admin");
  }
}
