// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openautoglm.serving.api.StreamEvent.ChoiceFinished;
import org.openautoglm.serving.api.StreamEvent.Completed;
import org.openautoglm.serving.api.StreamEvent.Delta;
import org.openautoglm.serving.api.StreamEvent.Reason;
import org.openautoglm.serving.api.StreamEvent.Usage;
import org.openautoglm.web.testing.FakeKeyService;
import org.openautoglm.web.testing.FakeStream;
import org.openautoglm.web.testing.TestServer;

@Timeout(60)
class SlowCallersTest {
  private static final String PATH = "/v1/completions";
  private static final Duration CUT = TestServer.WRITE_TIMEOUT.multipliedBy(4);
  private static final String STREAMED = "{\"prompt\":\"Hi\",\"stream\":true}";
  private static final String WHOLE = "{\"prompt\":\"Hi\"}";

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
  void aCallerThatReadsByteByByteIsCutOffWhileOthersAreAnswered() throws Exception {
    FakeStream endless = endless();
    server.inference().willAnswer(endless);
    try (Socket slow = ask(STREAMED)) {
      AtomicBoolean done = new AtomicBoolean();
      Thread reader = new Thread(() -> drip(slow, done));
      reader.start();

      Thread.sleep(200);
      server.inference().willAnswer(FakeStream.saying("a"));
      assertThat(server.post(PATH, STREAMED).body()).endsWith("data: [DONE]\n\n");

      assertThat(endless.awaitClosed(CUT)).as("given up").isTrue();
      done.set(true);
      reader.join();
    }
  }

  @Test
  void aCallerThatDoesNotTakeItsWholeAnswerIsCutOff() throws Exception {
    String large = "x".repeat(32 << 20);
    server.inference().willAnswer(FakeStream.saying(large));
    try (Socket slow = ask(WHOLE)) {
      Thread.sleep(CUT.toMillis());

      assertThat(bytesOrReset(slow.getInputStream())).isLessThan(large.length());
    }
  }

  @Test
  void anHttp2CallerLosesItsStreamAndKeepsItsConnection() throws Exception {
    HttpClient http2 = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    server.inference().willAnswer(FakeStream.saying("a"));
    assertThat(http2.send(request(), BodyHandlers.ofString()).version())
        .isEqualTo(HttpClient.Version.HTTP_2);
    FakeStream endless = endless();
    server.inference().willAnswer(endless);

    HttpResponse<InputStream> unread = http2.send(request(), BodyHandlers.ofInputStream());

    assertThat(endless.awaitClosed(CUT)).as("given up").isTrue();
    server.inference().willAnswer(FakeStream.saying("b"));
    assertThat(http2.send(request(), BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> unread.body().readAllBytes()).isInstanceOf(IOException.class);
  }

  @Test
  void anAnswerThatIsSlowToComeIsNotItsCallersFault() throws Exception {
    FakeStream stream = new FakeStream(1);
    server.inference().willAnswer(stream);
    Thread late =
        new Thread(
            () -> {
              pause(TestServer.WRITE_TIMEOUT.multipliedBy(2));
              stream.add(
                  new Delta(0, "late", List.of(1), List.of()),
                  new ChoiceFinished(0, Reason.STOP),
                  new Completed(new Usage(1, 1, 0)));
            });
    late.start();

    assertThat(server.post(PATH, STREAMED).body()).contains("late").endsWith("data: [DONE]\n\n");
  }

  /** Far more than any buffer between server and caller. */
  private static FakeStream endless() {
    FakeStream stream = new FakeStream(1);
    for (int piece = 0; piece < 4_000; piece++) {
      stream.add(new Delta(0, "x".repeat(10_000), List.of(piece), List.of()));
    }
    return stream;
  }

  private HttpRequest request() {
    return server
        .request(PATH)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(STREAMED))
        .build();
  }

  private Socket ask(String body) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(server.address());
    socket.getOutputStream().write(TestServer.head(PATH, FakeKeyService.USER_KEY, body.length()));
    socket.getOutputStream().write(body.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static void drip(Socket socket, AtomicBoolean done) {
    try {
      while (!done.get() && socket.getInputStream().read() >= 0) {
        pause(Duration.ofMillis(100));
      }
    } catch (IOException e) {
      // a reset is one way to be cut off
      done.set(true);
    }
  }

  private static long bytesOrReset(InputStream input) {
    long count = 0;
    byte[] buffer = new byte[1 << 16];
    try {
      for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
        count += read;
      }
    } catch (IOException e) {
      // cut off before all of it came, which is what is asked for
      return count;
    }
    return count;
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
