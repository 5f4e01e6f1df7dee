// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openautoglm.engine.api.CheckpointException;

class ConfigTest {
  @TempDir Path folder;

  @Test
  void values_are_read_by_kind() {
    Config config =
        config(
            "{\"n\":5,\"e\":1e6,\"d\":1e-05,\"b\":true,\"s\":\"silu\",\"l\":[1,2.0],"
                + "\"o\":{\"k\":3}}");

    assertThat(config.requireInt("n")).isEqualTo(5);
    assertThat(config.requireInt("e")).isEqualTo(1_000_000);
    assertThat(config.requireDouble("n")).isEqualTo(5.0);
    assertThat(config.requireDouble("d")).isEqualTo(1e-5);
    assertThat(config.requireBoolean("b")).isTrue();
    assertThat(config.requireString("s")).isEqualTo("silu");
    assertThat(config.intList("l")).hasValueSatisfying(l -> assertThat(l).containsExactly(1, 2));
    assertThat(config.intList("n")).hasValueSatisfying(l -> assertThat(l).containsExactly(5));
    assertThat(config.object("o").orElseThrow().requireInt("k")).isEqualTo(3);
  }

  @Test
  void absent_and_null_keys_take_the_default() {
    Config config = config("{\"x\":null}");

    assertThat(config.has("x")).isFalse();
    assertThat(config.intOr("x", 3)).isEqualTo(3);
    assertThat(config.doubleOr("y", 0.5)).isEqualTo(0.5);
    assertThat(config.booleanOr("x", true)).isTrue();
    assertThat(config.stringOr("x", "gelu")).isEqualTo("gelu");
    assertThat(config.string("x")).isEmpty();
    assertThat(config.intList("x")).isEmpty();
    assertThat(config.object("x")).isEmpty();
  }

  @Test
  void errors_name_file_key_found_and_expected() {
    Config config = config("{\"n\":\"5\",\"o\":{\"k\":1.5},\"big\":4294967296,\"l\":[1,true]}");
    Path file = folder.resolve("config.json");

    refuses(
        () -> config.requireInt("n"), file + ": key 'n' is \"5\"; expected an integer of 32 bits");
    refuses(() -> config.requireInt("m"), file + ": key 'm' is missing; expected an integer");
    refuses(
        () -> config.object("o").orElseThrow().requireInt("k"),
        file + ": key 'o.k' is 1.5; expected an integer of 32 bits");
    refuses(
        () -> config.requireInt("big"),
        file + ": key 'big' is 4294967296; expected an integer of 32 bits");
    refuses(() -> config.intList("l"), file + ": key 'l' is true; expected an integer of 32 bits");
    refuses(() -> config.requireBoolean("n"), file + ": key 'n' is \"5\"; expected true or false");
    refuses(() -> config.requireString("o"), file + ": key 'o' is an object; expected a string");
    refuses(() -> config.object("l"), file + ": key 'l' is a list; expected an object");
    refuses(() -> config.doubleOr("n", 1), file + ": key 'n' is \"5\"; expected a finite number");
  }

  @Test
  void numbers_out_of_range_are_refused_quickly() {
    Config config = config("{\"n\":1e999999999,\"m\":-1e999999999}");

    assertThatThrownBy(() -> config.requireInt("n")).isInstanceOf(CheckpointException.class);
    assertThatThrownBy(() -> config.requireDouble("m")).isInstanceOf(CheckpointException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"architectures\":[]}", "{\"architectures\":null}"})
  void a_missing_architecture_is_refused_with_an_example(String json) {
    assertThatThrownBy(() -> config(json).architecture())
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll("config.json", "'architectures' is missing", "GlmForCausalLM");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"GlmForCausalLM\"", "[3]", "{}"})
  void an_architecture_of_another_kind_is_refused(String value) {
    assertThatThrownBy(() -> config("{\"architectures\":" + value + "}").architecture())
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("key 'architectures' is");
  }

  @Test
  void rotary_keys_are_found_in_the_old_spelling() {
    Config config =
        config(
            "{\"rope_theta\":500000,\"partial_rotary_factor\":0.25,"
                + "\"rope_scaling\":{\"rope_type\":\"llama3\",\"factor\":8.0}}");

    assertThat(config.ropeTheta()).isEqualTo(500_000);
    assertThat(config.partialRotaryFactor(0.5)).isEqualTo(0.25);
    assertThat(config.ropeScaling().orElseThrow().requireDouble("factor")).isEqualTo(8);
  }

  @Test
  void rotary_keys_are_found_in_the_new_spelling() {
    Config config =
        config(
            "{\"rope_parameters\":{\"rope_theta\":500000,\"partial_rotary_factor\":0.25,"
                + "\"rope_type\":\"llama3\",\"factor\":8.0}}");

    assertThat(config.ropeTheta()).isEqualTo(500_000);
    assertThat(config.partialRotaryFactor(0.5)).isEqualTo(0.25);
    assertThat(config.ropeScaling().orElseThrow().requireString("rope_type")).isEqualTo("llama3");
  }

  @Test
  void rotary_keys_have_defaults() {
    Config config = config("{\"rope_scaling\":null}");

    assertThat(config.ropeTheta()).isEqualTo(10_000);
    assertThat(config.partialRotaryFactor(0.5)).isEqualTo(0.5);
    assertThat(config.ropeScaling()).isEmpty();
  }

  @Test
  void rotary_parameters_per_kind_of_layer_are_refused() {
    Config config = config("{\"rope_parameters\":{\"full_attention\":{\"rope_theta\":1}}}");

    assertThatThrownBy(config::ropeTheta)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("'rope_parameters.full_attention'");
  }

  @Test
  void the_number_format_is_found_in_both_spellings() {
    assertThat(config("{\"torch_dtype\":\"bfloat16\"}").dtype()).contains("bfloat16");
    assertThat(config("{\"dtype\":\"float16\"}").dtype()).contains("float16");
    assertThat(config("{\"dtype\":\"torch.float32\"}").dtype()).contains("float32");
    assertThat(config("{}").dtype()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "[]",
        "null",
        "3",
        "{",
        "{\"a\":1,}",
        "{'a':1}",
        "{} {}",
        "{\"a\":NaN}",
        "// x\n{}",
        "version https://git-lfs.github.com/spec/v1\n",
        "<html></html>"
      })
  void a_file_that_is_not_one_json_object_is_refused(String text) {
    assertThatThrownBy(() -> config(text))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(folder.resolve("config.json") + ": ");
  }

  @Test
  void a_file_that_is_missing_not_utf_8_or_nested_without_end_is_refused() {
    Path file = folder.resolve("config.json");
    refuses(() -> Config.read(file), file + ": is missing");
    new CheckpointFolder(folder)
        .write("config.json", "{\"\u00e9\":1}".getBytes(StandardCharsets.ISO_8859_1));
    refuses(() -> Config.read(file), file + ": is not valid UTF-8");
    assertThatThrownBy(() -> config("{\"a\":" + "[".repeat(1_000_000)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("is not valid JSON");
  }

  private static void refuses(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(CheckpointException.class).hasMessage(message);
  }

  private Config config(String json) {
    new CheckpointFolder(folder).write("config.json", json);
    return Config.read(folder.resolve("config.json"));
  }
}
