// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.client;

import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/** Posts requests with streamed answers, hundreds at a time on a few threads. */
public final class StreamingClient implements Sender {
  private static final int OK = 200;
  private static final String EVENT_STREAM = "text/event-stream";
  private static final long LONGEST_REST = 60;

  private final HttpClient http;
  private final Target target;
  private final Endpoint endpoint;
  private final Duration timeout;
  private final LongSupplier clock;

  /**
   * @param timeout for a whole answer
   * @param clock nanoseconds
   */
  public StreamingClient(
      HttpClient http, Target target, Endpoint endpoint, Duration timeout, LongSupplier clock) {
    this.http = http;
    this.target = target;
    this.endpoint = endpoint;
    this.timeout = timeout;
    this.clock = clock;
  }

  @Override
  public CompletableFuture<Reply> send(Call call) {
    long sent = clock.getAsLong();
    StreamedAnswer answer = new StreamedAnswer();
    CompletableFuture<HttpResponse<Void>> exchange = http.sendAsync(request(call), handler(answer));
    CompletableFuture<Reply> reply =
        exchange
            .copy()
            .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
            .handle((response, failure) -> reply(call, sent, answer, response, failure));
    // however it ends: an answer nobody waits for must not keep the server busy
    reply.whenComplete((ended, failure) -> exchange.cancel(true));
    return reply;
  }

  private HttpRequest request(Call call) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target.resolve(endpoint.path()))
            .header("Content-Type", "application/json")
            .header("Accept", EVENT_STREAM)
            .POST(BodyPublishers.ofString(call.body(), StandardCharsets.UTF_8));
    if (target.key() != null) {
      request.header("Authorization", "Bearer " + target.key());
    }
    return request.build();
  }

  private BodyHandler<Void> handler(StreamedAnswer answer) {
    return info -> {
      String type = info.headers().firstValue("Content-Type").orElse("");
      if (info.statusCode() == OK && type.startsWith(EVENT_STREAM)) {
        return new AnswerSubscriber(answer, clock);
      }
      return refusal(info, type, answer);
    };
  }

  private static BodySubscriber<Void> refusal(
      ResponseInfo info, String type, StreamedAnswer answer) {
    return BodySubscribers.mapping(
        BodySubscribers.ofString(StandardCharsets.UTF_8),
        body -> {
          answer.fail(
              info.statusCode() == OK
                  ? new Failure(Failure.NO_STREAM, "the answer is " + type + ": " + body)
                  : Failure.http(info.statusCode(), JsonBodies.errorMessage(body)));
          return null;
        });
  }

  private Reply reply(
      Call call, long sent, StreamedAnswer answer, HttpResponse<Void> response, Throwable failure) {
    long ended = clock.getAsLong();
    if (failure != null) {
      answer.fail(describe(failure, answer.times().length > 0));
    }
    Measurement measurement =
        new Measurement(
            call.turn(),
            call.askedTokens(),
            call.intended(),
            sent,
            answer.times(),
            ended,
            answer.tokens(),
            answer.failure());
    return new Reply(measurement, answer.text(), answer.ids(), retryAfter(response));
  }

  private Failure describe(Throwable thrown, boolean started) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (cause instanceof TimeoutException) {
      return new Failure(Failure.TIMEOUT, "no whole answer within " + timeout.toSeconds() + " s");
    }
    if (cause instanceof HttpConnectTimeoutException) {
      return new Failure(Failure.CONNECT_TIMEOUT, cause.getMessage());
    }
    if (cause instanceof ConnectException) {
      return new Failure(Failure.REFUSED, "no server answers at " + target.root());
    }
    return new Failure(started ? Failure.BROKEN_STREAM : Failure.CONNECTION, cause.toString());
  }

  /** Seconds; a date, which the header may also hold, is not worth a calendar here. */
  private static Duration retryAfter(HttpResponse<Void> response) {
    if (response == null) {
      return null;
    }
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(value -> value.matches("\\d{1,9}"))
        .map(value -> Duration.ofSeconds(Math.min(LONGEST_REST, Long.parseLong(value))))
        .orElse(null);
  }
}
