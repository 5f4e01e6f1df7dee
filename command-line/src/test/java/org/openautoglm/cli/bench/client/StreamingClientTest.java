// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openautoglm.cli.bench.client.FakeServer.finish;
import static org.openautoglm.cli.bench.client.FakeServer.stream;
import static org.openautoglm.cli.bench.client.FakeServer.text;
import static org.openautoglm.cli.bench.client.FakeServer.usage;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamingClientTest {
  private static final String COMPLETIONS = "v1/completions";

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
  void timesAndTokensOfAnAnswerAreNoted() {
    server.on(
        COMPLETIONS,
        stream(200, text("a"), 100, text("b"), text(""), finish(), usage(128, 2), "[DONE]"));

    Measurement measured = send().measurement();

    assertThat(measured.failure()).isNull();
    assertThat(measured.tokens()).isEqualTo(new TokenCounts(128, 2, 0, true));
    assertThat(measured.texts()).as("only events with text count").hasSize(2).isSorted();
    assertThat(millis(measured.firstToken())).isGreaterThanOrEqualTo(200);
    assertThat(millis(measured.texts()[1] - measured.texts()[0])).isGreaterThanOrEqualTo(80);
    assertThat(measured.endToEnd()).isGreaterThanOrEqualTo(measured.texts()[1]);
    assertThat(measured.timePerOutputToken()).isEqualTo(measured.texts()[1] - measured.texts()[0]);
  }

  @Test
  void withoutUsageTheEventsWithTextAreCounted() {
    server.on(COMPLETIONS, stream(text("a"), text("b"), finish(), "[DONE]"));
    assertThat(send().measurement().tokens()).isEqualTo(new TokenCounts(0, 2, 0, false));
  }

  @Test
  void cachedTokensAndTokenIdsAreTakenOver() {
    server.on(
        COMPLETIONS,
        stream(
            "{\"choices\":[{\"text\":\"a\",\"token_ids\":[5,6]}]}",
            finish(),
            "{\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,"
                + "\"prompt_tokens_details\":{\"cached_tokens\":4}}}",
            "[DONE]"));
    Reply reply = send();
    assertThat(reply.ids()).containsExactly(5, 6);
    assertThat(reply.measurement().tokens()).isEqualTo(new TokenCounts(9, 2, 4, true));
  }

  @Test
  void anAnswerThatBreaksOffIsBroken() {
    server.on(COMPLETIONS, stream(text("a"), text("b")));
    Measurement measured = send().measurement();
    assertThat(measured.failure().kind()).isEqualTo(Failure.BROKEN_STREAM);
    assertThat(measured.succeeded()).isFalse();
  }

  @Test
  void aConnectionThatIsCutIsABrokenStream() {
    server.on(
        COMPLETIONS,
        (exchange, request) -> {
          exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
          exchange.sendResponseHeaders(200, 10_000);
          exchange.getResponseBody().write(("data: " + text("a") + "\n\n").getBytes("UTF-8"));
          exchange.getResponseBody().flush();
          FakeServer.sleep(50);
        });
    assertThat(send().measurement().failure().kind()).isEqualTo(Failure.BROKEN_STREAM);
  }

  @Test
  void anErrorWithinTheStreamIsToldAsTheServerPutIt() {
    server.on(COMPLETIONS, stream(text("a"), "{\"error\":{\"message\":\"out of memory\"}}"));
    assertThat(send().measurement().failure())
        .isEqualTo(new Failure(Failure.ERROR_EVENT, "out of memory"));
  }

  @Test
  void anEventThatIsNoJsonIsMalformed() {
    server.on(COMPLETIONS, stream("<html>"));
    assertThat(send().measurement().failure().kind()).isEqualTo(Failure.MALFORMED_STREAM);
  }

  @Test
  void aRefusalHasItsStatusItsMessageAndTheRestAskedFor() {
    server.on(
        COMPLETIONS,
        (exchange, request) -> {
          exchange.getResponseHeaders().set("Retry-After", "7");
          FakeServer.whole(exchange, 429, "{\"error\":{\"message\":\"the queue is full\"}}");
        });
    Reply reply = send();
    assertThat(reply.measurement().failure())
        .isEqualTo(new Failure("http_429", "the queue is full"));
    assertThat(reply.retryAfter()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void anErrorPageOfAProxyIsShownAsItIs() {
    server.on(COMPLETIONS, (exchange, request) -> FakeServer.whole(exchange, 502, "<h1>bad</h1>"));
    assertThat(send().measurement().failure()).isEqualTo(new Failure("http_502", "<h1>bad</h1>"));
  }

  @Test
  void anAnswerInOnePieceIsNoStream() {
    server.on(COMPLETIONS, (exchange, request) -> FakeServer.whole(exchange, 200, "{}"));
    assertThat(send().measurement().failure().kind()).isEqualTo(Failure.NO_STREAM);
  }

  @Test
  void aServerThatIsNotThereRefuses() {
    Target gone = server.target();
    server.close();
    assertThat(send(gone, Duration.ofSeconds(5)).measurement().failure().kind())
        .isEqualTo(Failure.REFUSED);
  }

  @Test
  void anAnswerThatTakesTooLongIsGivenUp() {
    server.on(COMPLETIONS, stream(text("a"), 5_000, finish()));
    Measurement measured = send(server.target(), Duration.ofMillis(300)).measurement();
    assertThat(measured.failure().kind()).isEqualTo(Failure.TIMEOUT);
    assertThat(millis(measured.endToEnd())).isBetween(300L, 4_000L);
  }

  @Test
  void aCancelledRequestIsClosedSoThatTheServerNotices() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch noticed = new CountDownLatch(1);
    server.on(
        COMPLETIONS,
        (exchange, request) -> {
          exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
          exchange.sendResponseHeaders(200, 0);
          begun.countDown();
          try {
            for (int i = 0; i < 500; i++) {
              exchange.getResponseBody().write(("data: " + text("a") + "\n\n").getBytes("UTF-8"));
              exchange.getResponseBody().flush();
              FakeServer.sleep(10);
            }
          } catch (IOException e) {
            noticed.countDown();
          }
        });
    CompletableFuture<Reply> reply = client(server.target(), Duration.ofSeconds(30)).send(call());
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
    reply.cancel(true);
    assertThat(noticed.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void manyStreamsRunAtOnce() {
    server.on(COMPLETIONS, stream(300, text("a"), finish(), "[DONE]"));
    Sender client = client(server.target(), Duration.ofSeconds(30));
    List<CompletableFuture<Reply>> replies =
        IntStream.range(0, 150).mapToObj(i -> client.send(call())).toList();
    assertThat(replies)
        .allSatisfy(reply -> assertThat(reply.join().measurement().failure()).isNull());
    assertThat(server.mostRunning()).as("all at once").isGreaterThan(50);
  }

  private Reply send() {
    return send(server.target(), Duration.ofSeconds(20));
  }

  private static Reply send(Target target, Duration timeout) {
    return client(target, timeout).send(call()).join();
  }

  private static Call call() {
    return new Call("{\"stream\":true}", 1, 2, 0);
  }

  private static Sender client(Target target, Duration timeout) {
    long origin = System.nanoTime();
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    return new StreamingClient(
        http, target, Endpoint.COMPLETIONS, timeout, () -> System.nanoTime() - origin);
  }

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }
}
