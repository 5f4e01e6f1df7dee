// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openautoglm.it.harness.ReferenceCase;
import org.openautoglm.it.harness.ServerUnderTest;
import org.openautoglm.it.harness.TestModels;
import org.openautoglm.it.harness.Wire;

/** The bytes of a streamed answer. */
@ExtendWith(ArquillianExtension.class)
class EventStreamIT {
  private static final String CHAT =
      """
      {"model": "glm", "messages": [{"role": "user", "content": "Hello, who are you?"}],
       "temperature": 0, "max_tokens": 24, "stream": true %s}
      """;

  private Wire wire;
  private ReferenceCase reference;

  @BeforeEach
  void connect() throws Exception {
    wire = Wire.asAdministrator(ServerUnderTest.current());
    reference = ReferenceCase.first(TestModels.GLM);
  }

  /** Every event must be one data line and an empty line; comment lines may come between. */
  private static List<String> events(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/event-stream");
    assertThat(response.body()).endsWith("\n\n").doesNotContain("\r");
    List<String> events = new ArrayList<>();
    for (String event : response.body().split("\n\n")) {
      if (!event.startsWith(":")) {
        assertThat(event).startsWith("data: ").doesNotContain("\n");
        events.add(event.substring("data: ".length()));
      }
    }
    return events;
  }

  private static List<JsonNode> chunks(List<String> events) {
    assertThat(events).last().isEqualTo("[DONE]");
    return events.subList(0, events.size() - 1).stream().map(Wire::json).toList();
  }

  @Test
  void a_chat_stream_has_the_role_first_then_content_then_the_reason_then_done() {
    List<JsonNode> chunks = chunks(events(wire.post("/v1/chat/completions", CHAT.formatted(""))));

    JsonNode first = chunks.get(0);
    assertThat(first.at("/choices/0/delta/role").asText()).isEqualTo("assistant");
    assertThat(first.at("/choices/0/delta/content").asText()).isEmpty();
    StringBuilder text = new StringBuilder();
    for (JsonNode chunk : chunks) {
      assertThat(chunk.get("id")).isEqualTo(first.get("id"));
      assertThat(chunk.get("object").asText()).isEqualTo("chat.completion.chunk");
      assertThat(chunk.get("created")).isEqualTo(first.get("created"));
      assertThat(chunk.get("model").asText()).isEqualTo("glm");
      assertThat(chunk.get("system_fingerprint")).isEqualTo(first.get("system_fingerprint"));
      assertThat(chunk.get("choices")).hasSize(1);
      text.append(chunk.at("/choices/0/delta/content").asText(""));
    }
    assertThat(first.get("id").asText()).matches("chatcmpl-\\S+");
    assertThat(text.toString()).isEqualTo(reference.outputText());
    assertThat(chunks)
        .extracting(chunk -> chunk.at("/choices/0/finish_reason").asText())
        .containsOnlyOnce("length")
        .last()
        .isEqualTo("length");
  }

  @Test
  void every_choice_of_a_stream_has_its_own_index_and_ends_once() {
    List<JsonNode> chunks =
        chunks(events(wire.post("/v1/chat/completions", CHAT.formatted(", \"n\": 3"))));

    for (int index = 0; index < 3; index++) {
      int choice = index;
      List<JsonNode> own =
          chunks.stream()
              .map(chunk -> chunk.at("/choices/0"))
              .filter(node -> node.get("index").asInt() == choice)
              .toList();
      StringBuilder text = new StringBuilder();
      own.forEach(node -> text.append(node.at("/delta/content").asText("")));
      assertThat(text.toString()).isEqualTo(reference.outputText());
      assertThat(own).filteredOn(node -> !node.get("finish_reason").isNull()).hasSize(1);
    }
  }

  @Test
  void usage_is_null_until_the_last_chunk_when_it_is_asked_for() {
    List<JsonNode> chunks =
        chunks(
            events(
                wire.post(
                    "/v1/chat/completions",
                    CHAT.formatted(", \"stream_options\": {\"include_usage\": true}"))));

    JsonNode last = chunks.get(chunks.size() - 1);
    assertThat(last.get("choices")).isEmpty();
    assertThat(last.at("/usage/total_tokens").asInt())
        .isEqualTo(reference.promptIds().size() + ReferenceCase.MAX_TOKENS);
    assertThat(last.at("/usage/prompt_tokens_details/cached_tokens").isNumber()).isTrue();
    assertThat(chunks.subList(0, chunks.size() - 1))
        .allMatch(chunk -> chunk.has("usage") && chunk.get("usage").isNull());
  }

  @Test
  void token_ids_come_with_the_text_when_they_are_asked_for() {
    String body =
        """
        {"model": "glm", "prompt": %s, "temperature": 0, "max_tokens": 24,
         "return_token_ids": true, "stream": %s}
        """;
    List<JsonNode> chunks =
        chunks(events(wire.post("/v1/completions", body.formatted(reference.promptIds(), true))));
    JsonNode whole =
        Wire.json(wire.post("/v1/completions", body.formatted(reference.promptIds(), false)))
            .at("/choices/0");

    List<Long> prompt = new ArrayList<>();
    List<Long> answer = new ArrayList<>();
    for (JsonNode chunk : chunks) {
      chunk.at("/choices/0/prompt_token_ids").forEach(id -> prompt.add(id.asLong()));
      chunk.at("/choices/0/token_ids").forEach(id -> answer.add(id.asLong()));
    }
    assertThat(prompt).isEqualTo(reference.promptIds());
    assertThat(answer).isEqualTo(reference.outputIds());
    assertThat(whole.get("prompt_token_ids")).hasSize(prompt.size());
    assertThat(whole.get("token_ids")).hasSize(answer.size());
  }

  @Test
  void an_end_of_sequence_ends_the_stream_with_the_reason_stop() throws Exception {
    ReferenceCase ending =
        ReferenceCase.of(
                TestModels.committed().stream()
                    .filter(folder -> folder.endsWith("qwen3"))
                    .findFirst()
                    .orElseThrow())
            .get(1);
    assertThat(ending.finishReason()).isEqualTo("stop");
    String body =
        """
        {"model": "qwen3", "prompt": %s, "temperature": 0, "max_tokens": 24, "ignore_eos": %s}
        """;

    JsonNode stopped =
        Wire.json(wire.post("/v1/completions", body.formatted(ending.promptIds(), false)));
    JsonNode ignoring =
        Wire.json(wire.post("/v1/completions", body.formatted(ending.promptIds(), true)));

    assertThat(stopped.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    assertThat(stopped.at("/choices/0/text").asText()).isEqualTo(ending.outputText());
    assertThat(ignoring.at("/choices/0/finish_reason").asText()).isEqualTo("length");
    assertThat(ignoring.at("/usage/completion_tokens").asInt()).isEqualTo(24);
  }
}
