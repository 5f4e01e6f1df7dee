// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class NumberTextTest {
  private static final String INTEGER = "-?(0|[1-9][0-9]*)";
  private static final String NUMBER = INTEGER + "(\\.[0-9]+)?([eE][-+]?[0-9]+)?";

  @Property(tries = 5000)
  void what_may_be_said_is_what_json_calls_a_number(@ForAll("likely") String text) {
    assertThat(isWhole(NumberText.number(), text)).isEqualTo(text.matches(NUMBER));
    assertThat(isWhole(NumberText.integer(), text)).isEqualTo(text.matches(INTEGER));
  }

  private static boolean isWhole(Text start, String text) {
    Text left = start;
    for (char next : text.toCharArray()) {
      left = left == null ? null : left.after(next);
    }
    return left != null && left.mayEnd();
  }

  @Provide
  Arbitrary<String> likely() {
    return Arbitraries.strings().withChars("0017-.eE+x").ofMaxLength(7);
  }
}
