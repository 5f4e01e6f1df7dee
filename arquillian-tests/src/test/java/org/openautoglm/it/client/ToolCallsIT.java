// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionNamedToolChoice;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.output.FinishReason;
import java.util.List;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openautoglm.it.harness.Clients;
import org.openautoglm.it.harness.ServerUnderTest;
import org.openautoglm.it.harness.TestModels;
import org.openautoglm.it.harness.Wire;

/** Calls of tools through the clients that people use, from the model that is bundled. */
@ExtendWith(ArquillianExtension.class)
class ToolCallsIT {
  private static final String QUESTION = "Please look up the forecast with city Bern and days 3.";

  private ServerUnderTest server;
  private OpenAIClient client;

  /** A tool as OpenAI's client makes its definition: with a strict schema, from a class. */
  @JsonClassDescription("Look up a forecast")
  static final class Forecast {
    public String city;
    public int days;
  }

  /** Another one. */
  @JsonClassDescription("Delete a file")
  static final class DeleteFile {
    public String path;
    public boolean forever;
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
        .addUserMessage(QUESTION)
        .addTool(Forecast.class)
        .addTool(DeleteFile.class);
  }

  private static ChatCompletionCreateParams.Builder demanded() {
    return question(TestModels.MINI).toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED);
  }

  private static ChatCompletionMessageFunctionToolCall only(
      List<ChatCompletionMessageToolCall> calls) {
    assertThat(calls).hasSize(1);
    return calls.get(0).asFunction();
  }

  @Test
  void a_call_comes_with_its_arguments_and_its_result_goes_back() {
    ChatCompletion answer = client.chat().completions().create(demanded().build());

    ChatCompletion.Choice choice = answer.choices().get(0);
    assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
    assertThat(choice.message().content()).isEmpty();
    ChatCompletionMessageFunctionToolCall call = only(choice.message().toolCalls().orElseThrow());
    assertThat(call.id()).startsWith("call_");
    assertThat(call.function().name()).isEqualTo("Forecast");
    Forecast forecast = call.function().arguments(Forecast.class);
    assertThat(forecast.city).isEqualTo("Bern");
    assertThat(forecast.days).isEqualTo(3);

    ChatCompletion next =
        client
            .chat()
            .completions()
            .create(
                question(TestModels.MINI)
                    .addMessage(choice.message())
                    .addMessage(
                        ChatCompletionToolMessageParam.builder()
                            .toolCallId(call.id())
                            .content("rain 14")
                            .build())
                    .build());
    assertThat(next.choices().get(0).message().content().orElseThrow()).contains("rain 14");
  }

  @Test
  void a_streamed_call_is_put_together_by_the_client() {
    ChatCompletionAccumulator answer = ChatCompletionAccumulator.create();
    try (StreamResponse<ChatCompletionChunk> chunks =
        client.chat().completions().createStreaming(demanded().build())) {
      chunks.stream().forEach(answer::accumulate);
    }
    ChatCompletion.Choice choice = answer.chatCompletion().choices().get(0);
    assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
    Forecast forecast =
        only(choice.message().toolCalls().orElseThrow()).function().arguments(Forecast.class);
    assertThat(forecast.city).isEqualTo("Bern");
  }

  @Test
  void a_tool_that_is_named_is_called_whatever_was_asked() {
    ChatCompletionCreateParams params =
        question(TestModels.MINI)
            .toolChoice(
                ChatCompletionNamedToolChoice.builder()
                    .function(
                        ChatCompletionNamedToolChoice.Function.builder().name("DeleteFile").build())
                    .build())
            .parallelToolCalls(false)
            .build();
    ChatCompletion.Choice choice = client.chat().completions().create(params).choices().get(0);
    ChatCompletionMessageFunctionToolCall call = only(choice.message().toolCalls().orElseThrow());
    assertThat(call.function().name()).isEqualTo("DeleteFile");
    DeleteFile arguments = call.function().arguments(DeleteFile.class);
    assertThat(arguments.path).isNotNull();
  }

  @Test
  void a_call_cannot_be_demanded_of_a_model_that_has_no_form_for_it() {
    ChatCompletionCreateParams params =
        question(TestModels.GLM).toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED).build();
    assertThatThrownBy(() -> client.chat().completions().create(params))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("use auto or none");
  }

  @Test
  void langchain4j_gets_requests_to_execute_tools() {
    OpenAiChatModel model = Clients.langChain4j(server, TestModels.MINI);
    ToolSpecification forecast =
        ToolSpecification.builder()
            .name("find_forecast")
            .description("Look up a forecast")
            .parameters(
                JsonObjectSchema.builder()
                    .addStringProperty("city")
                    .addIntegerProperty("days")
                    .required("city", "days")
                    .build())
            .build();
    ChatResponse response =
        model.chat(
            ChatRequest.builder()
                .messages(UserMessage.from(QUESTION))
                .toolSpecifications(forecast)
                .toolChoice(ToolChoice.REQUIRED)
                .build());
    assertThat(response.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
    List<ToolExecutionRequest> requests = response.aiMessage().toolExecutionRequests();
    assertThat(requests).extracting(ToolExecutionRequest::name).containsExactly("find_forecast");
    assertThat(Wire.json(requests.get(0).arguments()).get("days").asInt()).isEqualTo(3);
  }
}
