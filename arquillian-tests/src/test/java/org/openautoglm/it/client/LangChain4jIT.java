// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.output.FinishReason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openautoglm.it.harness.ReferenceCase;
import org.openautoglm.it.harness.ServerUnderTest;
import org.openautoglm.it.harness.TestModels;

/** LangChain4j's OpenAI integration, unmodified. */
@ExtendWith(ArquillianExtension.class)
class LangChain4jIT {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private ServerUnderTest server;
  private ReferenceCase reference;

  @BeforeEach
  void connect() throws Exception {
    server = ServerUnderTest.current();
    reference = ReferenceCase.first(TestModels.GLM);
  }

  private OpenAiChatModel chatModel(String name) {
    return OpenAiChatModel.builder()
        .baseUrl(server.baseUrl())
        .apiKey(server.adminKey())
        .modelName(name)
        .temperature(0.0)
        .maxTokens(ReferenceCase.MAX_TOKENS)
        .maxRetries(0)
        .timeout(TIMEOUT)
        .build();
  }

  @Test
  void a_chat_model_answers_as_the_reference() {
    String answer = chatModel(TestModels.GLM).chat(reference.messages().get(0).content());

    assertThat(answer).isEqualTo(reference.outputText());
  }

  @Test
  void a_streaming_chat_model_hears_the_same_text_piece_by_piece() throws Exception {
    OpenAiStreamingChatModel model =
        OpenAiStreamingChatModel.builder()
            .baseUrl(server.baseUrl())
            .apiKey(server.adminKey())
            .modelName(TestModels.GLM)
            .temperature(0.0)
            .maxTokens(ReferenceCase.MAX_TOKENS)
            .timeout(TIMEOUT)
            .build();
    Pieces pieces = new Pieces();

    model.chat(reference.messages().get(0).content(), pieces);

    ChatResponse response = pieces.complete.get(60, TimeUnit.SECONDS);
    assertThat(pieces.text.toString()).isEqualTo(reference.outputText());
    assertThat(pieces.count).isGreaterThan(1);
    assertThat(response.aiMessage().text()).isEqualTo(reference.outputText());
    assertThat(response.finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(response.tokenUsage().outputTokenCount()).isEqualTo(ReferenceCase.MAX_TOKENS);
  }

  @Test
  void an_embedding_model_gets_one_vector_per_text() {
    OpenAiEmbeddingModel model =
        OpenAiEmbeddingModel.builder()
            .baseUrl(server.baseUrl())
            .apiKey(server.adminKey())
            .modelName(TestModels.GLM)
            .maxRetries(0)
            .timeout(TIMEOUT)
            .build();

    List<Embedding> vectors =
        model.embedAll(List.of(TextSegment.from("Hello"), TextSegment.from("Good bye"))).content();

    assertThat(vectors).hasSize(2);
    assertThat(vectors.get(0).dimension()).isEqualTo(64);
    assertThat(vectors.get(0)).isNotEqualTo(vectors.get(1));
  }

  @Test
  void an_unknown_model_is_the_exception_that_says_so() {
    OpenAiChatModel model = chatModel("gpt-17");

    assertThatThrownBy(() -> model.chat("Hello")).isInstanceOf(ModelNotFoundException.class);
  }

  /** Collects what is streamed. */
  private static final class Pieces implements StreamingChatResponseHandler {
    private final StringBuffer text = new StringBuffer();
    private final CompletableFuture<ChatResponse> complete = new CompletableFuture<>();
    private volatile int count;

    @Override
    public void onPartialResponse(String partialResponse) {
      text.append(partialResponse);
      count = count + 1;
    }

    @Override
    public void onCompleteResponse(ChatResponse completeResponse) {
      complete.complete(completeResponse);
    }

    @Override
    public void onError(Throwable error) {
      complete.completeExceptionally(error);
    }
  }
}
