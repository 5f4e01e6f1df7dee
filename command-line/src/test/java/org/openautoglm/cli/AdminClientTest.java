// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openautoglm.cli.bench.client.FakeServer;

@Timeout(30)
class AdminClientTest {

  @Test
  void aServiceThatStallsInItsAnswerIsNotWaitedForWithoutEnd() throws IOException {
    try (FakeServer server = new FakeServer()) {
      server.on("api/workers", FakeServer.stalling());
      AdminClient client =
          new AdminClient(URI.create(server.url()), "ag-secret", Duration.ofMillis(300));
      assertThatExceptionOfType(CommandFailure.class)
          .isThrownBy(client::workers)
          .withMessageContaining("did not answer within");
    }
  }
}
