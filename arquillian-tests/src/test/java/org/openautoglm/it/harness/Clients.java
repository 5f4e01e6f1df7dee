// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.harness;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import java.time.Duration;

/** OpenAI's own client, as its documentation says to make it. */
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
}
