// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionChoice;
import com.openai.models.completions.CompletionCreateParams;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openautoglm.it.harness.Clients;
import org.openautoglm.it.harness.ReferenceCase;
import org.openautoglm.it.harness.ServerUnderTest;
import org.openautoglm.it.harness.TestModels;

/**
 * Every reference checkpoint with its own chat template, model by model: OpenAI's client streams
 * exactly the text of the reference. The templates belong to others and are not part of this
 * project, so this needs the folder that {@code autoglm.fixtures} names.
 */
@ExtendWith(ArquillianExtension.class)
class ReferenceModelsIT {

  @TestFactory
  List<DynamicNode> every_text_model_streams_the_text_of_its_reference() throws IOException {
    if (!TestModels.originalsPresent()) {
      // an assumption of the factory itself would not be counted as a skipped test
      return List.of(dynamicTest("skipped", ReferenceModelsIT::skip));
    }
    OpenAIClient client = Clients.openAi(ServerUnderTest.current());
    List<DynamicNode> models = new ArrayList<>();
    for (Path checkpoint : TestModels.originalTextModels()) {
      List<DynamicTest> cases = new ArrayList<>();
      for (ReferenceCase reference : ReferenceCase.of(checkpoint)) {
        cases.add(
            dynamicTest(
                reference.toString(),
                () ->
                    assertThat(stream(client, TestModels.originalName(checkpoint), reference))
                        .isEqualTo(reference.outputText())));
      }
      models.add(dynamicContainer(checkpoint.getFileName().toString(), cases));
    }
    return models;
  }

  private static void skip() {
    abort("no reference checkpoints with their own chat templates at " + TestModels.originals());
  }

  private static String stream(OpenAIClient client, String model, ReferenceCase reference) {
    return reference.messages().isEmpty()
        ? complete(client, model, reference)
        : chat(client, model, reference);
  }

  private static String chat(OpenAIClient client, String model, ReferenceCase reference) {
    ChatCompletionCreateParams.Builder params =
        ChatCompletionCreateParams.builder()
            .model(model)
            .temperature(0)
            .maxCompletionTokens(ReferenceCase.MAX_TOKENS);
    for (ReferenceCase.Message message : reference.messages()) {
      switch (message.role()) {
        case "system" -> params.addSystemMessage(message.content());
        case "user" -> params.addUserMessage(message.content());
        case "assistant" -> params.addAssistantMessage(message.content());
        default -> throw new IllegalArgumentException("Unknown role " + message.role());
      }
    }
    try (StreamResponse<ChatCompletionChunk> chunks =
        client.chat().completions().createStreaming(params.build())) {
      return chunks.stream()
          .flatMap(chunk -> chunk.choices().stream())
          .map(choice -> choice.delta().content())
          .flatMap(Optional::stream)
          .collect(Collectors.joining());
    }
  }

  private static String complete(OpenAIClient client, String model, ReferenceCase reference) {
    CompletionCreateParams params =
        CompletionCreateParams.builder()
            .model(model)
            .prompt(reference.prompt())
            .temperature(0)
            .maxTokens(ReferenceCase.MAX_TOKENS)
            .build();
    try (StreamResponse<Completion> chunks = client.completions().createStreaming(params)) {
      return chunks.stream()
          .flatMap(chunk -> chunk.choices().stream())
          .map(CompletionChoice::text)
          .collect(Collectors.joining());
    }
  }
}
