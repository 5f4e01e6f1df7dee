// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openautoglm.cli.bench.client.FakeServer;

@Timeout(30)
class BoundedExchangeTest {
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private FakeServer server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aWholeAnswerIsGiven() throws Exception {
    assertThat(BoundedExchange.send(http, request(), Duration.ofSeconds(20)).body())
        .contains("fake");
  }

  @Test
  void anAnswerThatStallsAfterItsHeadersIsGivenUp() {
    server.on("v1/models", FakeServer.stalling());
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> BoundedExchange.send(http, request(), Duration.ofMillis(300)));
  }

  @Test
  void aFailureOfTheConnectionIsItself() {
    HttpRequest request = request();
    server.close();
    assertThatExceptionOfType(ConnectException.class)
        .isThrownBy(() -> BoundedExchange.send(http, request, Duration.ofSeconds(20)));
  }

  @Test
  void anInterruptedWaitEnds() {
    server.on("v1/models", FakeServer.stalling());
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> BoundedExchange.send(http, request(), Duration.ofSeconds(20)));
    assertThat(Thread.interrupted()).isFalse();
  }

  private HttpRequest request() {
    return HttpRequest.newBuilder(URI.create(server.url() + "v1/models")).build();
  }
}
