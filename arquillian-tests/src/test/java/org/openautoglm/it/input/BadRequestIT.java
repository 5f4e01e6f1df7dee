// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.input;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openautoglm.it.harness.ServerUnderTest;
import org.openautoglm.it.harness.Wire;

/** Wrong requests: each is answered with the field at fault, and the next one is answered well. */
@ExtendWith(ArquillianExtension.class)
class BadRequestIT {
  private static final String CHAT = "/v1/chat/completions";
  private static final String COMPLETIONS = "/v1/completions";
  private static final String HELLO = "[{\"role\": \"user\", \"content\": \"Hello\"}]";

  private Wire wire;

  @BeforeEach
  void connect() {
    wire = Wire.asAdministrator(ServerUnderTest.current());
  }

  @AfterEach
  void the_next_request_is_answered() {
    HttpResponse<String> next =
        wire.post(COMPLETIONS, "{\"model\": \"glm\", \"prompt\": \"Hello\", \"max_tokens\": 2}");
    assertThat(next.statusCode()).as(next.body()).isEqualTo(200);
  }

  private static JsonNode error(HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    JsonNode error = Wire.json(response).get("error");
    assertThat(error.get("message").asText()).isNotBlank().doesNotContain("Exception");
    return error;
  }

  private JsonNode refused(String path, String body) {
    JsonNode error = error(wire.post(path, body), 400);
    assertThat(error.get("type").asText()).isEqualTo("invalid_request_error");
    return error;
  }

  private static String chat(String fields) {
    return "{\"model\": \"glm\", \"messages\": " + HELLO + ", " + fields + "}";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"model\": }",
        "nonsense",
        "{\"model\": \"glm\"} trailing",
        "{'model': 'glm'}",
        "[]",
        "null",
        "\"text\"",
        "{\"model\": \"\\ud800\"}"
      })
  void malformed_json_is_refused(String body) {
    for (String path : new String[] {CHAT, COMPLETIONS, "/v1/embeddings", "/tokenize"}) {
      assertThat(refused(path, body).get("code").asText()).isEqualTo("malformed_body");
    }
  }

  @Test
  void nesting_without_end_is_refused() {
    String body = "{\"metadata\": " + "[".repeat(100_000) + "]".repeat(100_000) + "}";

    assertThat(refused(CHAT, body).get("code").asText()).isEqualTo("malformed_body");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "model           | 7",
        "messages        | \"Hello\"",
        "messages        | {}",
        "messages        | [\"Hello\"]",
        "temperature     | \"hot\"",
        "max_tokens      | \"ten\"",
        "max_tokens      | 1.5",
        "max_tokens      | true",
        "n               | []",
        "stop            | 7",
        "stop            | [7]",
        "seed            | \"seed\"",
        "stream          | \"yes\"",
        "logprobs        | 3",
        "logit_bias      | [1]",
        "logit_bias      | {\"one\": 1}",
        "stream_options  | true",
        "tools           | {}",
        "response_format | \"json\""
      })
  void a_field_of_a_wrong_type_is_named(String field, String value) {
    JsonNode error = refused(CHAT, withField(field, value));

    assertThat(error.get("param").asText()).startsWith(field);
    assertThat(error.get("message").asText()).contains(field);
  }

  private static String withField(String field, String value) {
    String model = field.equals("model") ? value : "\"glm\"";
    String messages = field.equals("messages") ? value : HELLO;
    String extra =
        field.equals("model") || field.equals("messages")
            ? ""
            : ", \"%s\": %s".formatted(field, value);
    return "{\"model\": %s, \"messages\": %s%s}".formatted(model, messages, extra);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "temperature        | -0.1",
        "temperature        | 2.1",
        "top_p              | 0",
        "top_p              | 1.1",
        "top_k              | -2",
        "min_p              | 1.5",
        "n                  | 0",
        "n                  | 1000000",
        "presence_penalty   | 3",
        "frequency_penalty  | -3",
        "repetition_penalty | 0",
        "max_tokens         | 0",
        "max_tokens         | -1",
        "max_tokens         | 99999999999",
        "max_completion_tokens | -1",
        "top_logprobs       | 21"
      })
  void a_number_out_of_range_is_named_with_its_range(String field, String value) {
    JsonNode error = refused(CHAT, chat("\"" + field + "\": " + value + ", \"logprobs\": true"));

    assertThat(error.get("param").asText()).isEqualTo(field);
    assertThat(error.get("message").asText()).contains(field);
  }

  @Test
  void too_many_choices_of_a_text_are_named_with_their_range() {
    JsonNode error = refused("/v1/completions", "{\"prompt\": \"Hello\", \"n\": 200}");

    assertThat(error.get("param").asText()).isEqualTo("n");
    assertThat(error.get("message").asText()).contains("n is 200").contains("1 to 128");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"min_tokens | -1", "min_tokens | 1.5", "ignore_eos | 1"})
  void what_asks_for_an_answer_of_full_length_is_checked(String field, String value) {
    for (String path : List.of(CHAT, "/v1/completions")) {
      String body =
          "{\"model\": \"glm\", \"messages\": %s, \"prompt\": \"Hello\", \"%s\": %s}"
              .formatted(HELLO, field, value);

      assertThat(refused(path, body).get("param").asText()).isEqualTo(field);
    }
  }

  @Test
  void fewer_tokens_than_the_least_number_are_refused_with_both() {
    JsonNode error = refused(CHAT, chat("\"min_tokens\": 9, \"max_tokens\": 8"));

    assertThat(error.get("message").asText()).contains("min_tokens is 9").contains("which is 8");
  }

  @Test
  void an_answer_of_a_least_number_of_tokens_has_them() {
    HttpResponse<String> answer =
        wire.post(
            "/v1/completions",
            "{\"prompt\": \"Hello\", \"min_tokens\": 40, \"max_tokens\": 40,"
                + " \"stop\": [\" \", \"e\", \"a\"]}");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(Wire.json(answer).at("/usage/completion_tokens").asInt()).isEqualTo(40);
  }

  @Test
  void an_enormous_max_tokens_ends_at_the_context() {
    HttpResponse<String> response =
        wire.post(
            COMPLETIONS,
            "{\"model\": \"glm\", \"prompt\": \"Hello\", \"max_tokens\": 2000000000,"
                + " \"ignore_eos\": true, \"temperature\": 0}");

    JsonNode answer = Wire.json(response);
    assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("length");
    assertThat(answer.at("/usage/total_tokens").asInt()).isEqualTo(256);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "Infinity", "-Infinity", "1e999"})
  void a_temperature_that_is_no_number_is_refused(String value) {
    refused(CHAT, chat("\"temperature\": " + value));
    refused(CHAT, chat("\"temperature\": \"" + value + "\""));
  }

  @Test
  void a_fifth_stop_string_is_refused() {
    JsonNode error = refused(CHAT, chat("\"stop\": [\"a\", \"b\", \"c\", \"d\", \"e\"]"));

    assertThat(error.get("param").asText()).isEqualTo("stop");
    assertThat(error.get("message").asText()).contains("5").contains("4");
  }

  @Test
  void an_unknown_model_is_not_found_and_the_message_lists_those_there_are() {
    JsonNode error =
        error(wire.post(CHAT, "{\"model\": \"nobody\", \"messages\": " + HELLO + "}"), 404);

    assertThat(error.get("code").asText()).isEqualTo("model_not_found");
    assertThat(error.get("message").asText()).contains("nobody").contains("glm");
    error(wire.post(COMPLETIONS, "{\"model\": \"../glm\", \"prompt\": \"Hello\"}"), 404);
    error(wire.get("/v1/models/..%2Fglm"), 404);
  }

  @Test
  void empty_messages_and_prompts_are_refused() {
    assertThat(refused(CHAT, "{\"model\": \"glm\", \"messages\": []}").get("param").asText())
        .isEqualTo("messages");
    assertThat(refused(CHAT, "{\"model\": \"glm\"}").get("param").asText()).isEqualTo("messages");
    assertThat(refused(COMPLETIONS, "{\"model\": \"glm\", \"prompt\": []}").get("param").asText())
        .isEqualTo("prompt");
  }

  @Test
  void a_prompt_longer_than_the_context_is_refused_with_both_numbers() {
    String tokens = Arrays.toString(new int[300]);

    JsonNode error = refused(COMPLETIONS, "{\"model\": \"glm\", \"prompt\": %s}".formatted(tokens));

    assertThat(error.get("code").asText()).isEqualTo("context_length_exceeded");
    assertThat(error.get("message").asText()).contains("300").contains("256");
    String text = "word ".repeat(2_000);
    JsonNode chat =
        refused(
            CHAT,
            "{\"model\": \"glm\", \"messages\": [{\"role\": \"user\", \"content\": \"%s\"}]}"
                .formatted(text));
    assertThat(chat.get("code").asText()).isEqualTo("context_length_exceeded");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 320, 2_147_483_647})
  void a_token_the_model_does_not_have_is_refused(int token) {
    JsonNode error =
        refused(COMPLETIONS, "{\"model\": \"glm\", \"prompt\": [1, %d]}".formatted(token));

    assertThat(error.get("message").asText()).contains(Integer.toString(token)).contains("319");
  }

  @Test
  void messages_for_a_model_without_a_chat_template_are_refused() {
    JsonNode error = refused(CHAT, "{\"model\": \"gpt2\", \"messages\": " + HELLO + "}");

    assertThat(error.get("message").asText()).contains("chat template").contains("completions");
  }

  @Test
  void bytes_that_are_not_utf_8_are_refused() {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes("{\"model\": \"glm\", \"prompt\": \"".getBytes(StandardCharsets.UTF_8));
    body.write(0xC3);
    body.write(0x28);
    body.writeBytes("\"}".getBytes(StandardCharsets.UTF_8));

    JsonNode error =
        error(wire.post(COMPLETIONS, BodyPublishers.ofByteArray(body.toByteArray())), 400);

    assertThat(error.get("message").asText()).contains("UTF-8");
  }

  @Test
  void a_body_of_64_megabytes_is_too_large() {
    byte[] body = new byte[64 << 20];
    Arrays.fill(body, (byte) ' ');

    JsonNode error = error(wire.post(CHAT, BodyPublishers.ofByteArray(body)), 413);

    assertThat(error.get("code").asText()).isEqualTo("body_too_large");
  }
}
