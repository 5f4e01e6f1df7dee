// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionChoice;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.models.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openautoglm.it.harness.Clients;
import org.openautoglm.it.harness.ReferenceCase;
import org.openautoglm.it.harness.ServerUnderTest;
import org.openautoglm.it.harness.TestModels;

/** Text completions and the list of models through OpenAI's own Java client. */
@ExtendWith(ArquillianExtension.class)
class OpenAiCompletionsIT {
  private static final String GPT2 = "gpt2";

  private OpenAIClient client;

  @BeforeEach
  void connect() {
    client = Clients.openAi(ServerUnderTest.current());
  }

  static Stream<ReferenceCase> references() throws IOException {
    Stream.Builder<ReferenceCase> cases = Stream.builder();
    for (Path checkpoint : TestModels.committed()) {
      ReferenceCase.of(checkpoint).forEach(cases);
    }
    return cases.build();
  }

  private static CompletionCreateParams.Builder greedy(String model) {
    return CompletionCreateParams.builder()
        .model(model)
        .temperature(0)
        .maxTokens(ReferenceCase.MAX_TOKENS);
  }

  private List<String> texts(CompletionCreateParams.Builder params) {
    return client.completions().create(params.build()).choices().stream()
        .map(CompletionChoice::text)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("references")
  void the_tokens_of_a_prompt_stream_the_text_of_the_reference(ReferenceCase reference) {
    CompletionCreateParams params =
        greedy(reference.checkpoint()).promptOfArrayOfTokens(reference.promptIds()).build();

    String text;
    try (StreamResponse<Completion> chunks = client.completions().createStreaming(params)) {
      text =
          chunks.stream()
              .flatMap(chunk -> chunk.choices().stream())
              .map(CompletionChoice::text)
              .collect(Collectors.joining());
    }

    assertThat(text).isEqualTo(reference.outputText());
  }

  @Test
  void a_prompt_as_text_gives_the_text_and_the_usage_of_the_reference() throws IOException {
    ReferenceCase reference = ReferenceCase.first(GPT2);

    Completion answer =
        client.completions().create(greedy(GPT2).prompt(reference.prompt()).build());

    assertThat(answer.validate().id()).startsWith("cmpl-");
    assertThat(answer.choices().get(0).text()).isEqualTo(reference.outputText());
    assertThat(answer.choices().get(0).finishReason())
        .isEqualTo(CompletionChoice.FinishReason.LENGTH);
    assertThat(answer.usage().orElseThrow().promptTokens()).isEqualTo(reference.promptIds().size());
  }

  @Test
  void several_prompts_are_answered_in_their_order_in_every_form() throws IOException {
    List<ReferenceCase> references =
        ReferenceCase.of(
            TestModels.committed().stream()
                .filter(folder -> folder.endsWith(GPT2))
                .findFirst()
                .orElseThrow());
    List<String> expected = references.stream().map(ReferenceCase::outputText).toList();
    List<String> prompts = references.stream().map(ReferenceCase::prompt).toList();
    List<List<Long>> ids = references.stream().map(ReferenceCase::promptIds).toList();

    assertThat(texts(greedy(GPT2).promptOfArrayOfStrings(prompts))).isEqualTo(expected);
    assertThat(texts(greedy(GPT2).promptOfArrayOfTokenArrays(ids))).isEqualTo(expected);
    assertThat(texts(greedy(GPT2).promptOfArrayOfTokens(ids.get(1))))
        .containsExactly(expected.get(1));
  }

  @Test
  void n_choices_come_for_every_prompt() throws IOException {
    ReferenceCase reference = ReferenceCase.first(GPT2);

    List<String> texts =
        texts(
            greedy(GPT2)
                .promptOfArrayOfStrings(List.of(reference.prompt(), reference.prompt()))
                .n(2));

    assertThat(texts).hasSize(4).containsOnly(reference.outputText());
  }

  @Test
  void echo_begins_the_answer_with_its_prompt_and_logprobs_cover_both() throws IOException {
    ReferenceCase reference = ReferenceCase.first(GPT2);

    Completion answer =
        client
            .completions()
            .create(greedy(GPT2).prompt(reference.prompt()).echo(true).logprobs(2).build());

    CompletionChoice choice = answer.choices().get(0);
    assertThat(choice.text()).isEqualTo(reference.prompt() + reference.outputText());
    CompletionChoice.Logprobs logprobs = choice.logprobs().orElseThrow();
    int tokens = reference.promptIds().size() + ReferenceCase.MAX_TOKENS;
    assertThat(logprobs.tokens().orElseThrow()).hasSize(tokens);
    assertThat(logprobs.textOffset().orElseThrow()).hasSize(tokens).startsWith(0L);
  }

  @Test
  void the_model_list_names_every_checkpoint_and_each_can_be_asked_for() throws IOException {
    List<String> ids = client.models().list().data().stream().map(Model::id).toList();

    assertThat(ids)
        .contains(TestModels.LONG)
        .containsAll(
            TestModels.committed().stream()
                .map(folder -> folder.getFileName().toString())
                .toList());
    Model model = client.models().retrieve(TestModels.GLM);
    assertThat(model.validate().id()).isEqualTo(TestModels.GLM);
    assertThat(model._additionalProperties()).containsKeys("state", "version", "capabilities");
  }
}
