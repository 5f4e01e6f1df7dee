// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openautoglm.it.harness.Script;
import org.openautoglm.it.harness.ServerUnderTest;
import org.openautoglm.it.harness.Wire;

/** {@code ./autoglm key} against the running server. */
@ExtendWith(ArquillianExtension.class)
class KeyCommandIT {
  private static final Duration MOMENT = Duration.ofSeconds(30);

  private ServerUnderTest server;

  @BeforeEach
  void connect() {
    server = ServerUnderTest.current();
  }

  private String succeed(String... arguments) throws Exception {
    try (Script script = Script.start(server, command(arguments))) {
      assertThat(script.awaitExit(MOMENT)).as(script.output()).isZero();
      return script.output();
    }
  }

  private String fail(String... arguments) throws Exception {
    try (Script script = Script.start(server, command(arguments))) {
      assertThat(script.awaitExit(MOMENT)).as(script.output()).isNotZero();
      return script.output();
    }
  }

  private String[] command(String... arguments) {
    List<String> command = new ArrayList<>(List.of("key"));
    command.addAll(List.of(arguments));
    command.addAll(
        List.of("--port", String.valueOf(server.httpPort()), "--data", server.data().toString()));
    return command.toArray(String[]::new);
  }

  @Test
  void a_key_is_made_listed_and_revoked() throws Exception {
    JsonNode created =
        Wire.json(succeed("create", "--name", "billing", "--role", "user", "--json"));
    String id = created.get("id").asText();
    Wire billing = Wire.with(server, created.get("key").asText());
    assertThat(billing.get("/v1/models").statusCode()).isEqualTo(200);
    assertThat(billing.get("/api/keys").statusCode()).isEqualTo(403);

    assertThat(succeed("list")).contains("billing").doesNotContain(created.get("key").asText());

    succeed("revoke", id);
    assertThat(billing.get("/v1/models").statusCode()).isEqualTo(401);
  }

  @Test
  void a_failure_is_told_in_one_line_without_a_stack_trace() throws Exception {
    assertThat(fail("revoke", "999999")).doesNotContain("Exception").doesNotContain("\tat ");
    assertThat(fail("list", "--key", "wrong")).doesNotContain("Exception").contains("key");
  }
}
