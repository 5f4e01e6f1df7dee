// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.openautoglm.serving.api.ChatRequest;
import org.openautoglm.serving.api.ErrorCode.Category;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.web.json.JsonField;

/** Whatever JSON comes, it is a request or a refusal of category INVALID_REQUEST. */
class RequestReaderPropertyTest {
  private static final List<String> NAMES =
      List.of(
          "model",
          "messages",
          "role",
          "content",
          "type",
          "text",
          "name",
          "tool_calls",
          "function",
          "arguments",
          "tools",
          "tool_choice",
          "prompt",
          "input",
          "stop",
          "stop_token_ids",
          "logit_bias",
          "logprobs",
          "top_logprobs",
          "stream",
          "stream_options",
          "include_usage",
          "max_tokens",
          "max_completion_tokens",
          "temperature",
          "n",
          "seed",
          "response_format",
          "chat_template_kwargs",
          "reasoning_effort",
          "metadata",
          "encoding_format",
          "echo",
          "17");
  private static final List<String> TEXTS =
      List.of(
          "user", "assistant", "tool", "text", "function", "image_url", "auto", "none", "", "x");

  @Property(tries = 2000)
  void anyObjectIsAChatOrARefusal(@ForAll("objects") Map<String, Object> body) {
    requestOrRefusal(
        body,
        field -> {
          ChatRequest request = ChatRequestReader.read(field).request();
          assertThat(request.messages())
              .isNotEmpty()
              .allSatisfy(
                  message -> {
                    assertThat(message.get("role")).isIn("system", "user", "assistant", "tool");
                    assertThat(message.get("content")).isInstanceOf(String.class);
                  });
          assertThat(request.chatTemplateArguments()).isNotNull();
        });
  }

  @Property(tries = 2000)
  void anyMessageIsReadOrRefused(
      @ForAll("objects") Map<String, Object> message,
      @ForAll("objects") Map<String, Object> settings) {
    settings.put("messages", List.of(message));
    message.putIfAbsent("role", "assistant");
    requestOrRefusal(settings, field -> Objects.requireNonNull(ChatRequestReader.read(field)));
  }

  @Property
  void anyObjectIsACompletionOrARefusal(@ForAll("objects") Map<String, Object> body) {
    requestOrRefusal(
        body,
        field -> assertThat(CompletionRequestReader.read(field).request().prompts()).isNotEmpty());
  }

  @Property
  void anyObjectIsATokenizationOrARefusal(@ForAll("objects") Map<String, Object> body) {
    requestOrRefusal(
        body,
        field ->
            assertThat(TokenizeRequestReader.read(field))
                .matches(request -> (request.prompt() == null) != (request.messages() == null)));
  }

  @Property
  void anyObjectIsAnEmbeddingOrARefusal(@ForAll("objects") Map<String, Object> body) {
    requestOrRefusal(
        body, field -> assertThat(EmbeddingsResource.read(field).inputs()).isNotEmpty());
  }

  private static void requestOrRefusal(Map<String, Object> body, Consumer<JsonField> reader) {
    try {
      reader.accept(JsonField.root(body));
    } catch (ServingException e) {
      assertThat(e.code().category()).isEqualTo(Category.INVALID_REQUEST);
      assertThat(e.parameter()).isNotNull();
      assertThat(e.getMessage()).startsWith("'" + e.parameter() + "'");
    }
  }

  @Provide
  Arbitrary<Map<String, Object>> objects() {
    return Arbitraries.randomValue(random -> object(random, 0));
  }

  private static Map<String, Object> object(Random random, int depth) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      object.put(pick(random, NAMES), value(random, depth + 1));
    }
    return object;
  }

  private static Object value(Random random, int depth) {
    return switch (random.nextInt(depth > 3 ? 7 : 9)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> random.nextLong();
      case 3 -> (long) random.nextInt(32) - 1;
      case 4 -> random.nextGaussian() * Math.pow(10, random.nextInt(40));
      case 5 -> new BigInteger(100, random);
      case 6 -> pick(random, TEXTS);
      case 7 -> object(random, depth);
      default -> Stream.generate(() -> value(random, depth + 1)).limit(random.nextInt(4)).toList();
    };
  }

  private static <T> T pick(Random random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
