// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openautoglm.it.harness.Eventually;
import org.openautoglm.it.harness.Management;
import org.openautoglm.it.harness.ServerUnderTest;
import org.openautoglm.it.harness.Wire;

/** The database cannot be opened for a while, because another process has it. */
@ExtendWith(ArquillianExtension.class)
class DatabaseAwayIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final ServerUnderTest server = ServerUnderTest.current();
  private final Wire administrator = Wire.asAdministrator(server);

  @Test
  void without_its_database_the_server_says_so_and_goes_on_when_it_is_back() throws Exception {
    assertThat(administrator.get("/readyz").statusCode()).isEqualTo(200);
    try (Connection taken = takeDatabase()) {
      assertThat(taken.isValid(1)).isTrue();
      assertUnavailable(administrator.get("/v1/models"));
      assertUnavailable(administrator.post("/v1/completions", "{\"prompt\": \"a\"}"));
      assertUnavailable(administrator.get("/api/audit"));
      assertThat(administrator.get("/healthz").statusCode()).isEqualTo(200);
      Eventually.within(SOON, "it is not ready", () -> status("/readyz") == 503);
      assertThat(Wire.json(administrator.get("/readyz")).get("missing").toString())
          .contains("database: it cannot be reached");
    }
    Eventually.within(SOON, "it is ready again", () -> status("/readyz") == 200);
    assertThat(status("/v1/models")).isEqualTo(200);
  }

  private int status(String path) {
    return administrator.get(path).statusCode();
  }

  private static void assertUnavailable(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).hasValue("5");
    JsonNode error = Wire.json(response).get("error");
    assertThat(error.get("code").asText()).isEqualTo("database_unavailable");
  }

  /**
   * H2 lets one process open a file; the server is asked to close its connections until it does.
   */
  private Connection takeDatabase() throws IOException {
    String url = "jdbc:h2:" + server.data().toAbsolutePath().resolve("database/autoglm");
    AtomicReference<Connection> taken = new AtomicReference<>();
    try (Management management = Management.connect(server)) {
      Eventually.within(
          SOON,
          "the server has let its database go",
          () -> {
            management.flushDatabaseConnections();
            taken.set(open(url));
            return true;
          });
    }
    return taken.get();
  }

  private static Connection open(String url) throws SQLException {
    return DriverManager.getConnection(url, "autoglm", "autoglm");
  }
}
