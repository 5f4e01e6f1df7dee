// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;

class JsonReaderTest {

  @Example
  void valuesBecomePlainJava() {
    assertThat(JsonReader.read("[\"a\", true, false, null, {}, []]"))
        .isEqualTo(Arrays.asList("a", true, false, null, Map.of(), List.of()));
  }

  @Example
  void wholeNumbersAreLongOrBigIntegerAndOthersDouble() {
    assertThat(JsonReader.read("[1, -9223372036854775808, 9223372036854775808, 1.0, 1e2, -0]"))
        .isEqualTo(List.of(1L, Long.MIN_VALUE, BigInteger.TWO.pow(63), 1.0, 100.0, 0L));
  }

  @Example
  void keysKeepTheirOrderAndTheLastOfEqualKeysWins() {
    Map<?, ?> object = (Map<?, ?>) JsonReader.read("{\"z\":1,\"a\":2,\"m\":3,\"a\":4}");

    assertThat(object.keySet().toArray()).containsExactly("z", "a", "m");
    assertThat(object.get("a")).isEqualTo(4L);
  }

  @Example
  void anErrorNamesLineAndColumn() {
    assertMalformed("{\n \"a\": tru }", "line 2");
  }

  @Example
  void whatIsNotJsonIsRefused() {
    for (String text :
        List.of(
            "",
            "{",
            "[1",
            "[1,",
            "{\"a\"",
            "{\"a\":",
            "\"abc",
            "nul",
            "01",
            "+1",
            ".5",
            "1.",
            "[1 2]",
            "{'a':1}",
            "{a:1}",
            "[1,]",
            "{\"a\":1,}",
            "NaN",
            "Infinity",
            "-Infinity",
            "[] []",
            "{}x",
            "\"\\x\"",
            "\"a\nb\"",
            "]",
            "}",
            ":",
            "// c\n1")) {
      assertMalformed(text, "line ");
    }
  }

  @Example
  void halfACharacterIsRefused() {
    assertMalformed("\"\\ud83d\"", "unpaired surrogate");
    assertMalformed("\"\\ude00\\ud83d\"", "unpaired surrogate");
    assertMalformed("{\"\\ud83d\":1}", "unpaired surrogate");
    assertThat(JsonReader.read("\"\\ud83d\\ude00\"")).isEqualTo("\uD83D\uDE00");
  }

  @Example
  void nestingIsLimitedLongBeforeTheStackIs() {
    int depth = JsonReader.MAX_DEPTH;

    assertThat(JsonReader.read("[".repeat(depth) + "]".repeat(depth))).isInstanceOf(List.class);
    assertMalformed("[".repeat(depth + 1) + "]".repeat(depth + 1), "levels of nesting");
    assertMalformed("[".repeat(1_000_000), "levels of nesting");
    assertMalformed("{\"a\":".repeat(1_000_000), "levels of nesting");
  }

  @Example
  void theNumberOfValuesIsLimited() {
    assertMalformed("[" + "0,".repeat(JsonReader.MAX_VALUES) + "0]", "values");
  }

  @Example
  void absurdNumbersAreRefusedQuickly() {
    assertMalformed("9".repeat(1_000_000), "characters");
    assertMalformed("1e400", "range");
    assertMalformed("1e999999999", "range");
    assertThat(JsonReader.read("1e-400")).isEqualTo(0.0);
  }

  @Property
  void anyTextIsAValueOrARefusal(@ForAll @StringLength(max = 60) String text) {
    assertValueOrRefusal(text);
  }

  @Property
  void anyStringComesBackFromItsJson(@ForAll @StringLength(max = 60) String text) {
    boolean whole = text.chars().noneMatch(unit -> Character.isSurrogate((char) unit));
    String json = JsonText.of(generator -> generator.write(text));

    if (whole) {
      assertThat(JsonReader.read(json)).isEqualTo(text);
    }
  }

  @Property
  void aTruncatedDocumentIsRefused(@ForAll byte position) {
    String text = "{\"a\":[1,2.5,{\"b\":\"c\\u00e9\"}],\"d\":null,\"e\":true}";
    int length = Math.floorMod(position, text.length());

    assertThatThrownBy(() -> JsonReader.read(text.substring(0, length)))
        .isInstanceOf(ServingException.class);
  }

  @Property
  void aDocumentWithOneByteChangedIsAValueOrARefusal(@ForAll byte position, @ForAll char unit) {
    StringBuilder text = new StringBuilder("{\"a\":[1,2.5e3,{\"b\":\"c\\u00e9\"}],\"d\":null}");
    text.setCharAt(Math.floorMod(position, text.length()), unit);

    assertValueOrRefusal(text.toString());
  }

  private static void assertValueOrRefusal(String text) {
    Throwable thrown = catchThrowable(() -> JsonReader.read(text));
    if (thrown != null) {
      assertThat(thrown).isInstanceOf(ServingException.class);
    }
  }

  private static void assertMalformed(String text, String problem) {
    assertThatThrownBy(() -> JsonReader.read(text))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MALFORMED_BODY))
        .hasMessageContaining(problem);
  }
}
