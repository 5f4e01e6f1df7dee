// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.openautoglm.it.harness.Script;
import org.openautoglm.it.harness.ServerUnderTest;
import org.openautoglm.it.harness.TestModels;
import org.openautoglm.it.harness.Wire;

/** {@code ./autoglm bench} against the running server: the counts, never the speed. */
@ExtendWith(ArquillianExtension.class)
class BenchIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private Path folder;
  private ServerUnderTest server;

  @BeforeEach
  void connect() {
    server = ServerUnderTest.current();
  }

  @Test
  void every_request_of_a_closed_loop_has_the_length_that_was_asked() throws Exception {
    JsonNode result =
        measure("--requests", "20", "--concurrency", "4", "--prompt-tokens", "50", "--ignore-eos");
    assertThat(result.get("prompts").asText()).isEqualTo("token_ids");
    assertThat(result.at("/requests/succeeded").asInt()).isEqualTo(20);
    assertThat(result.at("/requests/failed").asInt()).isZero();
    assertThat(result.at("/requests/shorter_than_asked").asInt()).isZero();
    assertThat(result.at("/tokens/prompt").asInt()).isEqualTo(20 * 50);
    assertThat(result.at("/tokens/answer").asInt()).isEqualTo(20 * 16);
    assertThat(result.at("/tokens/answers_without_usage").asInt()).isZero();
    assertThat(result.at("/latency_ms/e2el/count").asInt()).isEqualTo(20);
  }

  @Test
  void conversations_arrive_by_themselves_and_every_turn_is_answered() throws Exception {
    JsonNode result =
        measure(
            "--endpoint",
            "chat",
            "--rate",
            "20",
            "--turns",
            "3",
            "--requests",
            "12",
            "--prompt-tokens",
            "30");
    assertThat(result.at("/requests/succeeded").asInt()).isEqualTo(12);
    assertThat(result.at("/requests/failed").asInt()).isZero();
  }

  private JsonNode measure(String... options) throws Exception {
    Path report = folder.resolve("report.json");
    List<String> command = new ArrayList<>(List.of("bench", "--url", server.baseUrl()));
    command.addAll(List.of("--data", server.data().toString(), "--model", TestModels.LONG));
    command.addAll(List.of("--answer-tokens", "16", "--json", report.toString()));
    command.addAll(List.of(options));
    try (Script script = Script.start(server, command.toArray(String[]::new))) {
      assertThat(script.awaitExit(PATIENCE)).as(script.output()).isZero();
    }
    return Wire.json(Files.readString(report)).at("/results/0");
  }
}
