// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openautoglm.cli.CommandFailure;
import org.openautoglm.cli.bench.client.Endpoint;
import org.openautoglm.cli.bench.client.FakeServer;

@Timeout(30)
class ServerProbeTest {

  @Test
  void aServerThatStallsInItsAnswerIsSlowAndNotAbsent() throws IOException {
    try (FakeServer server = new FakeServer()) {
      server.on("v1/models", FakeServer.stalling());
      HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
      ServerProbe probe = new ServerProbe(http, server.target(), Duration.ofMillis(300));
      assertThatExceptionOfType(CommandFailure.class)
          .isThrownBy(() -> probe.profile(null, Endpoint.COMPLETIONS, false))
          .withMessageContaining("did not answer within")
          .withMessageNotContaining("cannot be reached");
    }
  }
}
