// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openautoglm.it.harness.Management;
import org.openautoglm.it.harness.ServerUnderTest;
import org.openautoglm.it.harness.Wire;

/** The addresses, their headers, and what is answered where there is nothing. */
@ExtendWith(ArquillianExtension.class)
class AddressesIT {
  private Wire wire;
  private Wire stranger;

  @BeforeEach
  void connect() {
    wire = Wire.asAdministrator(ServerUnderTest.current());
    stranger = Wire.anonymous(ServerUnderTest.current());
  }

  private static JsonNode error(HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/json");
    JsonNode error = Wire.json(response).get("error");
    assertThat(error.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("message", "type", "param", "code");
    return error;
  }

  @Test
  void health_and_readiness_need_no_key() {
    assertThat(Wire.json(stranger.get("/healthz")).get("status").asText()).isEqualTo("UP");
    JsonNode ready = Wire.json(stranger.get("/readyz"));
    assertThat(ready.get("status").asText()).isEqualTo("UP");
    assertThat(ready.get("model").asText()).isEqualTo("glm");
    assertThat(ready.get("missing")).isEmpty();
  }

  @Test
  void the_description_of_the_interface_has_every_address() {
    HttpResponse<String> response = stranger.get("/openapi?format=JSON");

    assertThat(response.statusCode()).isEqualTo(200);
    List<String> paths = new ArrayList<>();
    Wire.json(response).get("paths").fieldNames().forEachRemaining(paths::add);
    assertThat(paths)
        .contains(
            "/healthz",
            "/readyz",
            "/v1/models",
            "/v1/models/{id}",
            "/v1/chat/completions",
            "/v1/completions",
            "/v1/embeddings",
            "/tokenize",
            "/detokenize",
            "/api/keys",
            "/api/keys/{id}");
    assertThat(stranger.get("/openapi").body()).startsWith("---").contains("/v1/models");
  }

  @Test
  void a_request_id_is_taken_over_and_otherwise_made() {
    HttpResponse<String> mine =
        wire.send(wire.request("/v1/models").header("x-request-id", "mine-1").GET().build());
    HttpResponse<String> theirs = wire.get("/v1/models");

    assertThat(mine.headers().firstValue("x-request-id")).contains("mine-1");
    assertThat(theirs.headers().firstValue("x-request-id").orElseThrow()).isNotBlank();
    assertThat(theirs.headers().firstValue("openai-processing-ms").orElseThrow()).matches("\\d+");
  }

  /** A caller who waits for its answer sends nothing, for as long as that takes. */
  @Test
  void the_listener_does_not_cut_silent_connections_within_a_day() throws IOException {
    try (Management management = Management.connect(ServerUnderTest.current())) {
      assertThat(management.silence("read")).isEqualTo(Duration.ofDays(1));
      assertThat(management.silence("write")).isZero();
    }
  }

  @Test
  void an_address_where_nothing_is_gets_the_error_object() {
    assertThat(error(wire.get("/v1/nothing"), 404).get("code").asText()).isEqualTo("not_found");
    assertThat(error(wire.get("/nothing"), 404).get("type").asText()).isEqualTo("not_found_error");
    error(stranger.get("/nothing"), 401);
  }

  @Test
  void a_method_that_is_not_taken_gets_the_error_object_and_the_methods_that_are() {
    HttpResponse<String> response = wire.get("/v1/chat/completions");

    error(response, 405);
    assertThat(response.headers().firstValue("Allow").orElseThrow()).contains("POST");
  }

  @Test
  void a_body_that_is_not_called_json_gets_the_error_object() {
    HttpRequest form =
        wire.request("/v1/completions")
            .header("Content-Type", "text/plain")
            .POST(BodyPublishers.ofString("{}"))
            .build();

    error(wire.send(form), 415);
  }

  @Test
  void a_prompt_becomes_tokens_and_tokens_become_the_prompt_again() {
    JsonNode tokens =
        Wire.json(
            wire.post(
                "/tokenize",
                "{\"model\": \"glm\", \"prompt\": \"Hello\", \"add_special_tokens\": false,"
                    + " \"return_token_strs\": true}"));

    assertThat(tokens.get("count").asInt()).isEqualTo(tokens.get("tokens").size());
    assertThat(tokens.get("max_model_len").asInt()).isEqualTo(256);
    assertThat(tokens.get("token_strs")).hasSize(tokens.get("count").asInt());
    JsonNode text =
        Wire.json(
            wire.post(
                "/detokenize", "{\"model\": \"glm\", \"tokens\": " + tokens.get("tokens") + "}"));
    assertThat(text.get("prompt").asText()).isEqualTo("Hello");
  }

  @Test
  void messages_become_the_tokens_that_their_chat_would_have() {
    JsonNode tokens =
        Wire.json(
            wire.post(
                "/tokenize",
                "{\"model\": \"glm\", \"messages\":"
                    + " [{\"role\": \"user\", \"content\": \"Hello, who are you?\"}]}"));

    assertThat(tokens.get("tokens").toString())
        .isEqualTo("[298,300,303,198,39,271,75,78,11,270,71,78,258,262,220,88,78,84,30,304]");
  }

  @Test
  void a_request_that_names_no_model_is_answered_by_the_default_one() {
    JsonNode answer =
        Wire.json(wire.post("/v1/completions", "{\"prompt\": \"Hello\", \"max_tokens\": 1}"));

    assertThat(answer.get("model").asText()).isEqualTo("glm");
  }

  @Test
  void echo_without_new_tokens_gives_the_prompt_back() {
    JsonNode answer =
        Wire.json(
            wire.post(
                "/v1/completions",
                "{\"model\": \"glm\", \"prompt\": \"Hello\", \"max_tokens\": 0, \"echo\": true,"
                    + " \"logprobs\": 1}"));

    assertThat(answer.at("/choices/0/text").asText()).isEqualTo("Hello");
    assertThat(answer.at("/choices/0/logprobs/token_logprobs/0").isNull()).isTrue();
    assertThat(answer.at("/usage/completion_tokens").asInt()).isZero();
  }
}
