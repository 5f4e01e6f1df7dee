// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openautoglm.engine.api.CheckpointException;
import org.openautoglm.engine.api.GenerationDefaults;

class GenerationConfigTest {
  @TempDir Path folder;

  @Test
  void without_the_file_only_the_stop_tokens_of_the_configuration_are_known() {
    new CheckpointFolder(folder).write("config.json", "{\"eos_token_id\":[1,2]}");

    assertThat(GenerationConfig.read(folder, Config.read(folder.resolve("config.json"))))
        .isEqualTo(new GenerationDefaults(null, null, null, null, null, Set.of(1, 2)));
  }

  @Test
  void all_values_are_read() {
    assertThat(
            read(
                "{\"do_sample\":true,\"temperature\":0.6,\"top_p\":0.95,\"top_k\":20,\"min_p\":0,"
                    + "\"repetition_penalty\":1.05,\"eos_token_id\":[3,4]}"))
        .isEqualTo(new GenerationDefaults(0.6, 0.95, 20, 0.0, 1.05, Set.of(3, 4)));
  }

  @Test
  void values_count_when_do_sample_is_absent_and_are_null_where_the_file_is_silent() {
    assertThat(read("{\"temperature\":0.6,\"top_p\":null}"))
        .isEqualTo(new GenerationDefaults(0.6, null, null, null, null, Set.of(9)));
  }

  @Test
  void do_sample_false_is_greedy() {
    assertThat(read("{\"do_sample\":false,\"temperature\":0.6}").temperature()).isZero();
    assertThat(read("{\"do_sample\":false}").temperature()).isZero();
  }

  @Test
  void one_stop_token_or_a_list_precede_those_of_the_configuration() {
    assertThat(read("{\"eos_token_id\":3}").stopTokens()).containsExactly(3);
    assertThat(read("{\"eos_token_id\":[5,3]}").stopTokens()).containsExactlyInAnyOrder(3, 5);
    assertThat(read("{\"eos_token_id\":null}").stopTokens()).containsExactly(9);
    assertThat(read("{\"eos_token_id\":-1}").stopTokens()).isEmpty();
  }

  @Test
  void stop_tokens_of_a_checkpoint_with_parts_are_those_of_its_language_model() {
    new CheckpointFolder(folder).write("config.json", "{\"text_config\":{\"eos_token_id\":[1,2]}}");

    GenerationDefaults defaults =
        GenerationConfig.read(folder, Config.read(folder.resolve("config.json")));

    assertThat(defaults.stopTokens()).containsExactlyInAnyOrder(1, 2);
  }

  @Test
  void a_negative_top_k_keeps_all() {
    assertThat(read("{\"top_k\":-1}").topK()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"temperature\":-0.1}",
        "{\"temperature\":\"hot\"}",
        "{\"top_p\":0}",
        "{\"top_p\":1.5}",
        "{\"min_p\":2}",
        "{\"repetition_penalty\":0}",
        "{\"top_k\":0.5}",
        "{\"do_sample\":\"yes\"}",
        "{\"eos_token_id\":\"</s>\"}",
        "{\"eos_token_id\":[[1]]}",
        "[]",
        "{",
        ""
      })
  void a_malformed_file_is_refused(String json) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(folder.resolve("generation_config.json") + ": ");
  }

  private GenerationDefaults read(String generationConfig) {
    new CheckpointFolder(folder)
        .write("config.json", "{\"eos_token_id\":9}")
        .write("generation_config.json", generationConfig);
    return GenerationConfig.read(folder, Config.read(folder.resolve("config.json")));
  }
}
