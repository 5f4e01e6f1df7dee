// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openautoglm.web.testing.FakeKeyService;
import org.openautoglm.web.testing.FakeStream;
import org.openautoglm.web.testing.TestServer;

@Timeout(60)
class SlowSendersTest {
  private static final String PATH = "/v1/completions";
  private static final Duration CUT = TestServer.READ_TIMEOUT.multipliedBy(4);
  private static final String BODY = "{\"prompt\":\"" + "Hi".repeat(100) + "\"}";

  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void aCallerThatFallsSilentWithinItsBodyIsCutOff() throws Exception {
    try (Socket socket = begin()) {
      socket.getOutputStream().write(BODY.substring(0, 10).getBytes(StandardCharsets.US_ASCII));

      assertThat(isCut(socket.getInputStream())).isTrue();
    }
    assertThat(refused()).isEqualTo("completion MALFORMED_BODY");
  }

  @Test
  void aCallerThatSendsByteByByteIsCutOffWhileOthersAreAnswered() throws Exception {
    try (Socket socket = begin()) {
      Thread sender = new Thread(() -> drip(socket));
      sender.start();
      server.inference().willAnswer(FakeStream.saying("a"));
      assertThat(server.post(PATH, BODY).statusCode()).isEqualTo(200);

      assertThat(isCut(socket.getInputStream())).isTrue();
      sender.join();
    }
  }

  @Test
  void anHttp2CallerLosesItsStreamAndKeepsItsConnection() throws Exception {
    HttpClient http2 = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    server.inference().willAnswer(FakeStream.saying("a"));
    assertThat(http2.send(request(BODY), BodyHandlers.ofString()).version())
        .isEqualTo(HttpClient.Version.HTTP_2);
    try (PipedOutputStream never = new PipedOutputStream()) {
      InputStream body = new PipedInputStream(never);
      HttpRequest slow =
          server
              .request(PATH)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofInputStream(() -> body))
              .build();
      CompletableFuture<?> answer = http2.sendAsync(slow, BodyHandlers.ofString());

      assertThat(refused()).isEqualTo("completion MALFORMED_BODY");
      answer.cancel(true);
    }
    server.inference().willAnswer(FakeStream.saying("b"));
    assertThat(http2.send(request(BODY), BodyHandlers.ofString()).statusCode()).isEqualTo(200);
  }

  @Test
  void aStrangerWhoNeverSendsTheBodyHoldsNoThread() throws Exception {
    List<Socket> strangers = new ArrayList<>();
    for (int i = 0; i < 2 * TestServer.WORKERS; i++) {
      strangers.add(begin("nobody"));
    }
    for (Socket stranger : strangers) {
      assertThat(stranger.getInputStream().read()).as("an answer").isEqualTo('H');
    }
    server.inference().willAnswer(FakeStream.saying("a"));
    assertThat(server.post(PATH, BODY).statusCode()).isEqualTo(200);
    for (Socket stranger : strangers) {
      assertThat(new String(stranger.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .contains(" 401 ")
          .endsWith("}");
      stranger.close();
    }
  }

  private HttpRequest request(String body) {
    return server
        .request(PATH)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private Socket begin() throws IOException {
    return begin(FakeKeyService.USER_KEY);
  }

  /** Sends all but the body. */
  private Socket begin(String key) throws IOException {
    Socket socket = new Socket();
    socket.connect(server.address());
    socket.setSoTimeout((int) CUT.toMillis());
    socket.getOutputStream().write(TestServer.head(PATH, key, BODY.length()));
    return socket;
  }

  /** What is refused next. */
  private String refused() throws InterruptedException {
    while (server.inference().refusals().isEmpty()) {
      Thread.sleep(10);
    }
    return server.inference().refusals().get(0);
  }

  private static void drip(Socket socket) {
    try {
      OutputStream output = socket.getOutputStream();
      for (byte next : BODY.getBytes(StandardCharsets.US_ASCII)) {
        output.write(next);
        Thread.sleep(100);
      }
    } catch (IOException e) {
      // cut off, which is what is asked for
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the connection ends without an answer. */
  private static boolean isCut(InputStream input) {
    try {
      return input.read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
