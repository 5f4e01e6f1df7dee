// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openautoglm.it.harness.Clients;
import org.openautoglm.it.harness.ServerUnderTest;
import org.openautoglm.it.harness.TestModels;

/** Refusals as OpenAI's own Java client reports them. */
@ExtendWith(ArquillianExtension.class)
class OpenAiErrorsIT {
  private OpenAIClient client;

  @BeforeEach
  void connect() {
    client = Clients.openAi(ServerUnderTest.current());
  }

  private static ChatCompletionCreateParams.Builder hello(String model) {
    return ChatCompletionCreateParams.builder().model(model).addUserMessage("Hello").maxTokens(4);
  }

  private static <T extends Throwable> T refusal(Class<T> type, ThrowingCallable call) {
    T refusal = catchThrowableOfType(type, call);
    assertThat(refusal).isNotNull();
    return refusal;
  }

  @Test
  void a_wrong_key_is_an_unauthorized_exception() {
    OpenAIClient stranger = Clients.openAi(ServerUnderTest.current(), "wrong");

    UnauthorizedException refusal =
        refusal(
            UnauthorizedException.class,
            () -> stranger.chat().completions().create(hello(TestModels.GLM).build()));

    assertThat(refusal.code()).contains("invalid_api_key");
    assertThat(refusal.type()).contains("authentication_error");
  }

  @Test
  void an_unknown_model_is_a_not_found_exception_that_lists_what_there_is() {
    NotFoundException refusal =
        refusal(
            NotFoundException.class,
            () -> client.chat().completions().create(hello("gpt-17").build()));

    assertThat(refusal.code()).contains("model_not_found");
    assertThat(refusal).hasMessageContaining("gpt-17").hasMessageContaining(TestModels.GLM);
    refusal(NotFoundException.class, () -> client.models().retrieve("gpt-17"));
  }

  @Test
  void a_value_out_of_range_is_a_bad_request_exception_that_names_field_and_range() {
    BadRequestException refusal =
        refusal(
            BadRequestException.class,
            () ->
                client.chat().completions().create(hello(TestModels.GLM).temperature(2.5).build()));

    assertThat(refusal.param()).contains("temperature");
    assertThat(refusal.type()).contains("invalid_request_error");
    assertThat(refusal).hasMessageContaining("0 to 2");
  }

  @Test
  void a_stream_that_is_refused_is_the_same_exception_before_any_chunk() {
    refusal(
        NotFoundException.class,
        () -> client.chat().completions().createStreaming(hello("gpt-17").build()).close());
  }
}
