// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openautoglm.it.harness.Eventually;
import org.openautoglm.it.harness.Management;
import org.openautoglm.it.harness.ServerUnderTest;
import org.openautoglm.it.harness.TestModels;
import org.openautoglm.it.harness.Wire;
import org.openautoglm.it.harness.Workers;

/** A thousand requests at once: each gets an answer, or is told when to come again. */
@ExtendWith(ArquillianExtension.class)
class CrowdIT {
  private static final int REQUESTS = 1_000;
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /** Those of the requests (1,280 by default) and all others of a server. */
  private static final int MOST_THREADS = 1_280 + 200;

  private final ServerUnderTest server = ServerUnderTest.current();
  private final Wire wire = Wire.asAdministrator(server);

  @Test
  void a_thousand_requests_at_once_are_answered_or_refused_and_keep_nobody_else_out()
      throws Exception {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    Wire other = wire.withNewKey("USER");
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int number = 0; number < REQUESTS; number++) {
      answers.add(client.sendAsync(request(wire, number), BodyHandlers.ofString()));
    }
    // who looks after the server is answered although a thousand wait
    assertThat(wire.get("/healthz").statusCode()).isEqualTo(200);
    assertThat(answers).anyMatch(answer -> !answer.isDone());
    int threads = threads();
    awaitRefusal(answers);
    HttpResponse<String> others = other.send(request(other, 1));
    assertThat(others.statusCode()).as(others.body()).isEqualTo(200);
    CompletableFuture.allOf(answers.toArray(new CompletableFuture<?>[0]))
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

    int answered = 0;
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      answered += check(answer.join()) ? 1 : 0;
    }
    assertThat(answered).isGreaterThan(REQUESTS / 10);
    assertThat(Math.max(threads, threads())).isLessThan(MOST_THREADS);
    assertThat(wire.get("/readyz").statusCode()).isEqualTo(200);
    Eventually.within(
        Duration.ofSeconds(5),
        "nothing runs any more",
        () -> Workers.of(server, TestModels.GLM).get("running_sequences").asInt() == 0);
  }

  private static HttpRequest request(Wire caller, int number) {
    return caller
        .request("/v1/completions")
        .timeout(PATIENCE)
        .header("Content-Type", "application/json")
        .POST(
            BodyPublishers.ofString(
                """
                {"model": "glm", "prompt": "Hello %d", "max_tokens": 32, "ignore_eos": true,
                 "n": 4, "stream": %s}
                """
                    .formatted(number, number % 2 == 0)))
        .build();
  }

  /** Waits until the crowd has taken all that it may have. */
  private static void awaitRefusal(List<CompletableFuture<HttpResponse<String>>> answers)
      throws InterruptedException {
    while (!answers.stream().allMatch(CompletableFuture::isDone)
        && answers.stream()
            .noneMatch(answer -> answer.isDone() && answer.join().statusCode() == 429)) {
      Thread.sleep(20);
    }
  }

  /** Whether it was answered; a refusal must be one that says when to come again. */
  private static boolean check(HttpResponse<String> response) {
    if (response.statusCode() == 200) {
      assertThat(response.body()).containsAnyOf("[DONE]", "\"completion_tokens\":128");
      return true;
    }
    assertThat(response.statusCode()).as(response.body()).isIn(429, 503);
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
    JsonNode error = Wire.json(response).get("error");
    assertThat(error.get("type").asText()).isIn("rate_limit_error", "unavailable_error");
    return false;
  }

  private int threads() throws Exception {
    try (Management management = Management.connect(server)) {
      return management.threadNames().size();
    }
  }
}
