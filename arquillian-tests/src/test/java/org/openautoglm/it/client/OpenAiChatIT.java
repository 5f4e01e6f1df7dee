// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionTokenLogprob;
import java.util.ArrayList;
import java.util.List;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openautoglm.it.harness.Clients;
import org.openautoglm.it.harness.ReferenceCase;
import org.openautoglm.it.harness.ServerUnderTest;
import org.openautoglm.it.harness.TestModels;

/** Chat completions through OpenAI's own Java client. */
@ExtendWith(ArquillianExtension.class)
class OpenAiChatIT {
  private OpenAIClient client;
  private ReferenceCase reference;

  @BeforeEach
  void connect() throws Exception {
    client = Clients.openAi(ServerUnderTest.current());
    reference = ReferenceCase.first(TestModels.GLM);
  }

  private ChatCompletionCreateParams.Builder question() {
    return ChatCompletionCreateParams.builder()
        .model(TestModels.GLM)
        .addUserMessage(reference.messages().get(0).content())
        .maxCompletionTokens(ReferenceCase.MAX_TOKENS);
  }

  private ChatCompletionCreateParams.Builder greedy() {
    return question().temperature(0);
  }

  private String text(ChatCompletionCreateParams.Builder params) {
    ChatCompletion answer = client.chat().completions().create(params.build());
    return answer.choices().get(0).message().content().orElseThrow();
  }

  private List<ChatCompletionChunk> stream(ChatCompletionCreateParams.Builder params) {
    try (StreamResponse<ChatCompletionChunk> chunks =
        client.chat().completions().createStreaming(params.build())) {
      return chunks.stream().toList();
    }
  }

  private static String text(List<ChatCompletionChunk> chunks) {
    StringBuilder text = new StringBuilder();
    for (ChatCompletionChunk chunk : chunks) {
      chunk.choices().forEach(choice -> choice.delta().content().ifPresent(text::append));
    }
    return text.toString();
  }

  @Test
  void a_whole_answer_is_the_text_of_the_reference_with_its_usage() {
    ChatCompletion answer = client.chat().completions().create(greedy().build());

    assertThat(answer.validate().id()).startsWith("chatcmpl-");
    assertThat(answer.model()).isEqualTo(TestModels.GLM);
    ChatCompletion.Choice choice = answer.choices().get(0);
    assertThat(choice.message().content()).contains(reference.outputText());
    assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.LENGTH);
    assertThat(answer.usage().orElseThrow().promptTokens()).isEqualTo(reference.promptIds().size());
    assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(ReferenceCase.MAX_TOKENS);
  }

  @Test
  void a_streamed_answer_is_the_same_text_in_several_chunks_of_one_id() {
    List<ChatCompletionChunk> chunks = stream(greedy());

    assertThat(text(chunks)).isEqualTo(reference.outputText());
    assertThat(chunks).hasSizeGreaterThan(3);
    assertThat(chunks).extracting(ChatCompletionChunk::id).containsOnly(chunks.get(0).id());
    assertThat(chunks.get(0).choices().get(0).delta().role())
        .contains(ChatCompletionChunk.Choice.Delta.Role.ASSISTANT);
    assertThat(chunks.get(chunks.size() - 1).choices().get(0).finishReason())
        .contains(ChatCompletionChunk.Choice.FinishReason.LENGTH);
    assertThat(chunks).allMatch(chunk -> chunk.usage().isEmpty());
  }

  @Test
  void usage_comes_in_a_last_chunk_without_choices_when_it_is_asked_for() {
    ChatCompletionStreamOptions options =
        ChatCompletionStreamOptions.builder().includeUsage(true).build();

    List<ChatCompletionChunk> chunks = stream(greedy().streamOptions(options));

    ChatCompletionChunk last = chunks.get(chunks.size() - 1);
    assertThat(last.choices()).isEmpty();
    assertThat(last.usage().orElseThrow().promptTokens()).isEqualTo(reference.promptIds().size());
    assertThat(last.usage().orElseThrow().completionTokens()).isEqualTo(ReferenceCase.MAX_TOKENS);
    assertThat(last.usage().orElseThrow().totalTokens())
        .isEqualTo(reference.promptIds().size() + ReferenceCase.MAX_TOKENS);
  }

  @Test
  void log_probabilities_are_those_of_the_chosen_tokens_best_first() {
    ChatCompletion answer =
        client.chat().completions().create(greedy().logprobs(true).topLogprobs(3).build());

    List<ChatCompletionTokenLogprob> tokens =
        answer.choices().get(0).logprobs().orElseThrow().content().orElseThrow();
    assertThat(tokens).hasSize(ReferenceCase.MAX_TOKENS);
    for (ChatCompletionTokenLogprob token : tokens) {
      assertThat(token.logprob()).isLessThanOrEqualTo(0.0);
      assertThat(token.topLogprobs()).hasSize(3);
      assertThat(token.topLogprobs().get(0).token()).isEqualTo(token.token());
      assertThat(token.topLogprobs().get(0).logprob()).isEqualTo(token.logprob());
      assertThat(token.topLogprobs())
          .extracting(ChatCompletionTokenLogprob.TopLogprob::logprob)
          .isSortedAccordingTo((a, b) -> Double.compare(b, a));
    }
  }

  @Test
  void two_greedy_choices_are_both_the_reference() {
    ChatCompletion answer = client.chat().completions().create(greedy().n(2).build());

    assertThat(answer.choices()).extracting(ChatCompletion.Choice::index).containsExactly(0L, 1L);
    assertThat(answer.choices())
        .allSatisfy(
            choice -> assertThat(choice.message().content()).contains(reference.outputText()));
  }

  @Test
  void two_sampled_choices_differ() {
    ChatCompletion answer =
        client.chat().completions().create(question().temperature(1.5).seed(7).n(2).build());

    assertThat(answer.choices().get(0).message().content())
        .isNotEqualTo(answer.choices().get(1).message().content());
  }

  @Test
  void the_same_seed_gives_the_same_text_and_another_seed_another() {
    String first = text(question().temperature(1.5).seed(11));

    assertThat(text(question().temperature(1.5).seed(11))).isEqualTo(first);
    assertThat(text(stream(question().temperature(1.5).seed(11)))).isEqualTo(first);
    assertThat(text(question().temperature(1.5).seed(12))).isNotEqualTo(first);
  }

  @Test
  void a_stop_string_ends_the_answer_and_no_part_of_it_leaks() {
    String stop = "tool_call>Y";
    String expected = reference.outputText();
    assertThat(expected).contains(stop);

    ChatCompletion answer = client.chat().completions().create(greedy().stop(stop).build());
    List<ChatCompletionChunk> chunks = stream(greedy().stop(stop));

    String before = expected.substring(0, expected.indexOf(stop));
    assertThat(answer.choices().get(0).message().content()).contains(before);
    assertThat(answer.choices().get(0).finishReason())
        .isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
    assertThat(text(chunks)).isEqualTo(before);
  }

  @Test
  void the_earliest_of_four_stop_strings_ends_the_answer() {
    List<String> stops = new ArrayList<>(List.of("in", "tool_call>Y", "never said", "nor this"));

    String text = text(greedy().stopOfStrings(stops));

    String expected = reference.outputText();
    assertThat(text).isEqualTo(expected.substring(0, expected.indexOf("tool_call>Y")));
  }

  @Test
  void a_whole_conversation_with_content_in_parts_is_understood() {
    String text =
        text(
            ChatCompletionCreateParams.builder()
                .model(TestModels.GLM)
                .addDeveloperMessage("Be brief.")
                .addUserMessage("Hello")
                .addAssistantMessage("Yes?")
                .addUserMessage(reference.messages().get(0).content())
                .temperature(0)
                .maxTokens(8));

    assertThat(text).isNotEmpty();
  }
}
