// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;

class KeyNameTest {

  @Property
  void ordinaryNamesStayAsTheyAre(
      @ForAll @AlphaChars @StringLength(min = 1, max = 64) String name) {
    assertThat(KeyName.checked(name)).isEqualTo(name);
    assertThat(KeyName.checked("  " + name + "\t")).isEqualTo(name);
  }

  @Property
  void anyNameIsEitherRefusedOrFitsOnOneLine(@ForAll String name) {
    try {
      String checked = KeyName.checked(name);
      assertThat(checked.codePointCount(0, checked.length())).isBetween(1, 64);
      assertThat(checked.lines()).hasSize(1);
      assertThat(checked).doesNotContain("\0", "\u001B", "\u2028");
    } catch (ServingException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.INVALID_VALUE);
    }
  }

  @Example
  void theLengthIsCountedInCharactersOfAnyLanguage() {
    String key = "\uD83D\uDD11";

    assertThat(KeyName.checked(key.repeat(64))).isEqualTo(key.repeat(64));
    refused(key.repeat(65), "65 characters");
    assertThat(KeyName.checked("\u8D26\u5355\u670D\u52A1")).hasSize(4);
  }

  @Example
  void namesThatSayNothingAreRefused() {
    refused(null, "0 characters");
    refused("", "0 characters");
    refused(" \n ", "0 characters");
  }

  @Example
  void namesThatBreakALogOrATableAreRefused() {
    refused("a\nb", "control character");
    refused("a\0b", "control character");
    refused("a\u001B[31mb", "control character");
    refused("a\u2028b", "control character");
    refused("a\uD83Db", "unpaired surrogate");
  }

  private static void refused(String name, String reason) {
    assertThatThrownBy(() -> KeyName.checked(name))
        .hasMessageContaining(reason)
        .asInstanceOf(type(ServingException.class))
        .returns(ErrorCode.INVALID_VALUE, ServingException::code)
        .returns("name", ServingException::parameter);
  }
}
