// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openautoglm.it.harness.Eventually;
import org.openautoglm.it.harness.Management;
import org.openautoglm.it.harness.ServerUnderTest;
import org.openautoglm.it.harness.TestModels;
import org.openautoglm.it.harness.Wire;
import org.openautoglm.it.harness.Workers;

/**
 * A thousand requests at once of fifty keys: each gets an answer, or is told when to come again.
 */
@ExtendWith(ArquillianExtension.class)
class CrowdIT {
  private static final int REQUESTS = 1_000;
  private static final int KEYS = 50;

  /** So many of each request that the crowd asks for four times what the queue holds. */
  private static final int CHOICES = 4;

  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /** Those of the requests (1,280 by default) and all others of a server. */
  private static final int MOST_THREADS = 1_280 + 200;

  private final ServerUnderTest server = ServerUnderTest.current();
  private final Wire wire = Wire.asAdministrator(server);

  @Test
  void a_thousand_requests_at_once_are_answered_or_refused_and_keep_nobody_else_out()
      throws Exception {
    List<Wire> crowd = Stream.generate(() -> wire.withNewKey("USER")).limit(KEYS).toList();
    Wire other = wire.withNewKey("USER");
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int number = 0; number < REQUESTS; number++) {
      Wire caller = crowd.get(number % KEYS);
      answers.add(caller.sendAsync(request(caller, number, CHOICES)));
    }
    // who looks after the server is answered although a thousand wait
    assertThat(wire.get("/healthz").statusCode()).isEqualTo(200);
    assertThat(answers).anyMatch(answer -> !answer.isDone());
    int threads = threads();
    awaitRefusal(answers);
    // of what the crowd leaves there is always a place for one that has none
    HttpResponse<String> others = other.send(request(other, 1, 1));
    assertThat(others.statusCode()).as(others.body()).isEqualTo(200);
    CompletableFuture.allOf(answers.toArray(new CompletableFuture<?>[0]))
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

    answers.forEach(answer -> check(answer.join()));
    assertThat(count(answers, 200)).isGreaterThan(REQUESTS / 10);
    assertThat(count(answers, 429)).isPositive();
    assertThat(Math.max(threads, threads())).isLessThan(MOST_THREADS);
    assertThat(wire.get("/readyz").statusCode()).isEqualTo(200);
    Eventually.within(
        Duration.ofSeconds(5),
        "nothing runs any more",
        () -> Workers.of(server, TestModels.GLM).get("running_sequences").asInt() == 0);
  }

  private static HttpRequest request(Wire caller, int number, int choices) {
    return caller
        .request("/v1/completions")
        .timeout(PATIENCE)
        .header("Content-Type", "application/json")
        .POST(
            BodyPublishers.ofString(
                """
                {"model": "glm", "prompt": "Hello %d", "max_tokens": 32, "ignore_eos": true,
                 "n": %d, "stream": %s}
                """
                    .formatted(number, choices, number % 2 == 0)))
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

  private static long count(List<CompletableFuture<HttpResponse<String>>> answers, int status) {
    return answers.stream().filter(answer -> answer.join().statusCode() == status).count();
  }

  /** A refusal must be one that says when to come again. */
  private static void check(HttpResponse<String> response) {
    if (response.statusCode() == 200) {
      assertThat(response.body()).containsAnyOf("[DONE]", "\"completion_tokens\":128");
      return;
    }
    assertThat(response.statusCode()).as(response.body()).isIn(429, 503);
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
    JsonNode error = Wire.json(response).get("error");
    assertThat(error.get("type").asText()).isIn("rate_limit_error", "unavailable_error");
  }

  private int threads() throws Exception {
    try (Management management = Management.connect(server)) {
      return management.threadNames().size();
    }
  }
}
