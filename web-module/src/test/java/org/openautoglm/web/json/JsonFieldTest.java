// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;

class JsonFieldTest {
  private final JsonField root =
      JsonField.root(
          JsonReader.read(
              """
              {"text": "a", "yes": true, "whole": 5, "real": 5.5, "round": 5.0, "nothing": null,
               "wide": 3000000000, "huge": 99999999999999999999, "list": [1, {"deep": "x"}],
               "object": {"inner": "y"}}
              """));

  @Test
  void whatWasNotSentIsNullEverywhere() {
    for (String name : new String[] {"absent", "nothing"}) {
      JsonField field = root.field(name);
      assertThat(field.given()).isFalse();
      assertThat(field.string()).isNull();
      assertThat(field.bool()).isNull();
      assertThat(field.int32()).isNull();
      assertThat(field.int64()).isNull();
      assertThat(field.number()).isNull();
      assertThat(field.object()).isNull();
      assertThat(field.elements()).isNull();
      assertThat(field.strings()).isNull();
      assertThat(field.field("below").string()).isNull();
    }
  }

  @Test
  void aRequiredFieldTellsAbsentFromNull() {
    assertRefused(
        () -> root.field("absent").required("a string"),
        ErrorCode.MISSING_FIELD,
        "absent",
        "'absent' is required: a string.");
    assertRefused(
        () -> root.field("nothing").required("a string"),
        ErrorCode.INVALID_VALUE,
        "nothing",
        "'nothing' must be a string, but is null.");
  }

  @Test
  void pathsNameEveryStep() {
    JsonField deep = root.field("list").elements().get(1).field("deep");

    assertThat(deep.path()).isEqualTo("list[1].deep");
    assertThat(deep.string()).isEqualTo("x");
    assertThat(root.field("object").field("inner").path()).isEqualTo("object.inner");
  }

  @Test
  void aWrongTypeSaysWhatIsExpectedAndWhatWasSentButNotItsValue() {
    assertInvalid(() -> root.field("text").int32(), "'text' must be an integer, but is a string.");
    assertInvalid(() -> root.field("text").number(), "'text' must be a number, but is a string.");
    assertInvalid(
        () -> root.field("text").bool(), "'text' must be true or false, but is a string.");
    assertInvalid(() -> root.field("text").elements(), "'text' must be a list, but is a string.");
    assertInvalid(
        () -> root.field("whole").string(), "'whole' must be a string, but is an integer.");
    assertInvalid(() -> root.field("yes").object(), "'yes' must be an object, but is a boolean.");
    assertInvalid(
        () -> root.field("list").strings(), "'list[0]' must be a string, but is an integer.");
    assertInvalid(
        () -> root.field("list").integers(), "'list[1]' must be an integer, but is an object.");
  }

  @Test
  void numbersAreWholeWhenTheirFractionIsZero() {
    assertThat(root.field("whole").int32()).isEqualTo(5);
    assertThat(root.field("round").int32()).isEqualTo(5);
    assertThat(root.field("whole").number()).isEqualTo(5.0);
    assertThat(root.field("huge").number()).isEqualTo(1e20);
    assertInvalid(
        () -> root.field("real").int32(),
        "'real' must be an integer, but is a number with a fraction or an exponent.");
  }

  @Test
  void numbersBeyondTheirTypeAreRefusedWithItsRange() {
    assertThat(root.field("wide").int64()).isEqualTo(3_000_000_000L);
    assertInvalid(
        () -> root.field("wide").int32(), "'wide' must be between -2147483648 and 2147483647.");
    assertInvalid(
        () -> root.field("huge").int64(),
        "'huge' must be between -9223372036854775808 and 9223372036854775807.");
  }

  @Test
  void theBodyMustBeAnObject() {
    assertThatThrownBy(() -> JsonField.root(JsonReader.read("[]")))
        .hasMessage("The body must be a JSON object, but is a list.");
  }

  private static void assertInvalid(ThrowingCallable access, String message) {
    assertThatThrownBy(access)
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_VALUE))
        .hasMessage(message);
  }

  private static void assertRefused(
      ThrowingCallable access, ErrorCode code, String parameter, String message) {
    assertThatThrownBy(access)
        .isInstanceOfSatisfying(
            ServingException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.parameter()).isEqualTo(parameter);
            })
        .hasMessage(message);
  }
}
