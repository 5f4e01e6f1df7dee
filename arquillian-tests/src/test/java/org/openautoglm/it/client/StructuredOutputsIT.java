// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.errors.BadRequestException;
import com.openai.models.ResponseFormatJsonObject;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.StructuredChatCompletionCreateParams;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.openai.OpenAiChatModel;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openautoglm.it.harness.Clients;
import org.openautoglm.it.harness.ServerUnderTest;
import org.openautoglm.it.harness.TestModels;
import org.openautoglm.it.harness.Wire;

/** Answers that keep to a schema, through the clients that people use. */
@ExtendWith(ArquillianExtension.class)
class StructuredOutputsIT {
  private static final String QUESTION =
      "Reply with JSON, fields city and days. The city is Bern and the days are 3.";

  private ServerUnderTest server;
  private OpenAIClient client;

  /** An answer as OpenAI's client makes its schema: strict, from a class. */
  static final class Trip {
    public String city;
    public int days;
  }

  @BeforeEach
  void connect() {
    server = ServerUnderTest.current();
    client = Clients.openAi(server);
  }

  private static ChatCompletionCreateParams.Builder question(String model) {
    return ChatCompletionCreateParams.builder()
        .model(model)
        .temperature(0)
        .maxCompletionTokens(100)
        .addUserMessage(QUESTION);
  }

  @Test
  void the_answer_is_an_object_of_the_class_that_was_asked_for() {
    StructuredChatCompletionCreateParams<Trip> params =
        question(TestModels.MINI).responseFormat(Trip.class).build();
    Trip trip =
        client
            .chat()
            .completions()
            .create(params)
            .choices()
            .get(0)
            .message()
            .content()
            .orElseThrow();
    assertThat(trip.city).isEqualTo("Bern");
    assertThat(trip.days).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"glm", "glm_tied_bf16", "glm4_sharded"})
  void models_with_random_weights_keep_to_it_too(String model) {
    String body =
        """
        {"model": "%s", "messages": [{"role": "user", "content": "?"}],
         "max_tokens": 200, "temperature": 1, "seed": 7, "response_format": {"type": "json_schema",
         "json_schema": {"name": "verdict", "schema": {"type": "object",
         "required": ["mood", "certain"], "properties": {"mood": {"enum": ["good", "bad"]},
         "certain": {"type": "boolean"}}}}}}
        """
            .formatted(model);
    JsonNode choice =
        Wire.json(Wire.asAdministrator(server).post("/v1/chat/completions", body)).at("/choices/0");
    assertThat(choice.get("finish_reason").asText()).isEqualTo("stop");
    JsonNode verdict = Wire.json(choice.at("/message/content").asText());
    assertThat(verdict.get("mood").asText()).isIn("good", "bad");
    assertThat(verdict.get("certain").isBoolean()).isTrue();
    assertThat(verdict).hasSize(2);
  }

  @Test
  void any_object_will_do_where_no_schema_is_given() {
    ChatCompletionCreateParams params =
        question(TestModels.MINI)
            .responseFormat(ResponseFormatJsonObject.builder().build())
            .build();
    String text =
        client
            .chat()
            .completions()
            .create(params)
            .choices()
            .get(0)
            .message()
            .content()
            .orElseThrow();
    assertThat(Wire.json(text).isObject()).isTrue();
  }

  @Test
  void a_schema_that_nothing_keeps_to_is_refused() {
    ChatCompletionCreateParams params =
        question(TestModels.MINI)
            .responseFormat(
                ResponseFormatJsonSchema.builder()
                    .jsonSchema(
                        ResponseFormatJsonSchema.JsonSchema.builder()
                            .name("lost")
                            .schema(
                                ResponseFormatJsonSchema.JsonSchema.Schema.builder()
                                    .putAdditionalProperty("$ref", JsonValue.from("#/$defs/lost"))
                                    .build())
                            .build())
                    .build())
            .build();
    assertThatThrownBy(() -> client.chat().completions().create(params))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("leads to no schema");
  }

  @Test
  void langchain4j_gets_an_answer_that_keeps_to_its_schema() {
    OpenAiChatModel model = Clients.langChain4j(server, TestModels.MINI);
    JsonObjectSchema trip =
        JsonObjectSchema.builder()
            .addStringProperty("city")
            .addIntegerProperty("days")
            .required("city", "days")
            .build();
    String text =
        model
            .chat(
                ChatRequest.builder()
                    .messages(UserMessage.from(QUESTION))
                    .responseFormat(
                        ResponseFormat.builder()
                            .type(ResponseFormatType.JSON)
                            .jsonSchema(JsonSchema.builder().name("trip").rootElement(trip).build())
                            .build())
                    .build())
            .aiMessage()
            .text();
    assertThat(Wire.json(text).get("city").asText()).isEqualTo("Bern");
    assertThat(Wire.json(text).get("days").asInt()).isEqualTo(3);
  }
}
