// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.harness;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.time.Duration;

/** The clients that people use, as their documentation says to make them. */
public final class Clients {
  private Clients() {}

  /** A client that does not retry, so that a test sees the first answer. */
  public static OpenAIClient openAi(ServerUnderTest server) {
    return openAi(server, server.adminKey());
  }

  public static OpenAIClient openAi(ServerUnderTest server, String key) {
    return OpenAIOkHttpClient.builder()
        .baseUrl(server.baseUrl())
        .apiKey(key)
        .maxRetries(0)
        .timeout(Duration.ofMinutes(2))
        .build();
  }

  /** LangChain4j's model, without a retry and with the likeliest answer. */
  public static OpenAiChatModel langChain4j(ServerUnderTest server, String model) {
    return OpenAiChatModel.builder()
        .baseUrl(server.baseUrl())
        .apiKey(server.adminKey())
        .modelName(model)
        .temperature(0.0)
        .maxRetries(0)
        .build();
  }
}
