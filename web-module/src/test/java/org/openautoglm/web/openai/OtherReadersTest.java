// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openautoglm.serving.api.PromptInput;
import org.openautoglm.serving.api.TokenizeRequest;

class OtherReadersTest {

  @Test
  void aPromptHasFourForms() {
    assertThat(prompt("\"a\"")).containsExactly(new PromptInput.Text("a"));
    assertThat(prompt("[\"a\",\"b\"]"))
        .containsExactly(new PromptInput.Text("a"), new PromptInput.Text("b"));
    assertThat(prompt("[1,2]")).containsExactly(new PromptInput.Tokens(List.of(1, 2)));
    assertThat(prompt("[[1],[2,3]]"))
        .containsExactly(new PromptInput.Tokens(List.of(1)), new PromptInput.Tokens(List.of(2, 3)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "5",
        "{}",
        "[]",
        "[\"a\",1]",
        "[1,\"a\"]",
        "[[1],\"a\"]",
        "[\"a\",[1]]",
        "[1.5]",
        "[99999999999]",
        "[null]",
        "[[\"a\"]]",
        "[{}]"
      })
  void anythingElseIsNoPrompt(String prompt) {
    assertThatThrownBy(() -> prompt(prompt)).hasMessageStartingWith("'prompt");
  }

  @Test
  void completionsHaveTheirOwnFields() {
    CompletionCall call =
        CompletionRequestReader.read(
            Bodies.of(
                "{\"model\":\"glm\",\"prompt\":\"a\",\"echo\":true,\"logprobs\":2,"
                    + "\"max_tokens\":0,\"stream\":true,\"add_special_tokens\":true,\"suffix\":\"\"}"));

    assertThat(call.request().echo()).isTrue();
    assertThat(call.request().model()).isEqualTo("glm");
    assertThat(call.request().settings().logprobs()).isEqualTo(2);
    assertThat(call.request().settings().maxTokens()).isZero();
    assertThat(call.options().stream()).isTrue();
  }

  @Test
  void whatCompletionsCannotDoTheyRefuse() {
    assertThatThrownBy(
            () -> CompletionRequestReader.read(Bodies.of("{\"prompt\":\"a\",\"suffix\":\"b\"}")))
        .hasMessage("'suffix' is not supported.");
    assertThatThrownBy(
            () ->
                CompletionRequestReader.read(
                    Bodies.of("{\"prompt\":\"a\",\"add_special_tokens\":false}")))
        .hasMessageContaining("/tokenize");
  }

  @Test
  void tokenizeTakesAPromptOrMessages() {
    assertThat(TokenizeRequestReader.read(Bodies.of("{\"prompt\":\"a\"}")))
        .isEqualTo(new TokenizeRequest(null, "a", null, null, true, false, Map.of()));
    assertThat(
            TokenizeRequestReader.read(
                Bodies.of(
                    "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],"
                        + "\"add_generation_prompt\":false,\"chat_template_kwargs\":{\"k\":1}}")))
        .isEqualTo(
            new TokenizeRequest(
                null,
                null,
                List.of(Map.of("role", "user", "content", "a")),
                null,
                true,
                false,
                Map.of("k", 1L)));
  }

  @Test
  void tokenizeRefusesBothAndNeither() {
    assertThatThrownBy(() -> TokenizeRequestReader.read(Bodies.of("{}")))
        .hasMessageContaining("'prompt' is required");
    assertThatThrownBy(() -> TokenizeRequestReader.read(Bodies.chat(",\"prompt\":\"a\"")))
        .hasMessageContaining("exclude each other");
  }

  @Test
  void embeddingsRefuseWhatWouldChangeTheirShape() {
    assertThatThrownBy(
            () -> EmbeddingsResource.read(Bodies.of("{\"input\":\"a\",\"dimensions\":8}")))
        .hasMessageStartingWith("'dimensions' is not supported");
    assertThatThrownBy(() -> EmbeddingsResource.base64(Bodies.of("{\"f\":\"hex\"}").field("f")))
        .hasMessageContaining("float or base64");
  }

  private static List<PromptInput> prompt(String json) {
    return PromptReader.read(Bodies.of("{\"prompt\":" + json + "}").field("prompt"));
  }
}
