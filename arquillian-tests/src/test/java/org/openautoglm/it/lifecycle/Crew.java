// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.lifecycle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.openautoglm.it.harness.ServerUnderTest;
import org.openautoglm.it.harness.TestModels;
import org.openautoglm.it.harness.Wire;

/**
 * Callers of every kind, each asking again as soon as it has been answered: long and short prompts,
 * streamed or not, conversations, callers that hang up or read slowly, and prompts that are too
 * long. Who finds the queue full comes again when it is told to.
 */
final class Crew implements AutoCloseable {
  private static final int COMPLETIONS = 10;
  private static final int CONVERSATIONS = 4;
  private static final int HANGING_UP = 3;
  private static final int TURNS = 4;

  /** The status in the first line of an answer's head. */
  private static final String FULL = "HTTP/1.1 429 ";

  private final ServerUnderTest server;
  private final Wire wire;
  private final List<Thread> callers = new ArrayList<>();
  private final List<String> wrong = new CopyOnWriteArrayList<>();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong left = new AtomicLong();
  private final AtomicLong turnedAway = new AtomicLong();
  private final AtomicLong tooLong = new AtomicLong();
  private volatile boolean stopped;

  /** One thing a caller does. */
  private interface Call {
    void make(SplittableRandom random) throws IOException, InterruptedException;
  }

  private Crew(ServerUnderTest server) {
    this.server = server;
    this.wire = Wire.asAdministrator(server);
  }

  static Crew start(ServerUnderTest server) {
    Crew crew = new Crew(server);
    crew.add(COMPLETIONS, crew::complete);
    crew.add(CONVERSATIONS, crew::converse);
    crew.add(HANGING_UP, crew::hangUp);
    crew.add(1, crew::readSlowly);
    crew.add(1, crew::askTooMuch);
    return crew;
  }

  private void add(int count, Call call) {
    for (int i = 0; i < count; i++) {
      SplittableRandom random = new SplittableRandom(callers.size());
      Thread caller = new Thread(() -> repeat(call, random), "crew " + callers.size());
      callers.add(caller);
      caller.start();
    }
  }

  private void repeat(Call call, SplittableRandom random) {
    while (!stopped) {
      try {
        call.make(random);
      } catch (IOException | UncheckedIOException e) {
        wrong.add(e.toString());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void complete(SplittableRandom random) throws InterruptedException {
    int tokens = random.nextInt(16, 200);
    HttpResponse<String> answer =
        ask(
            "/v1/completions",
            """
            {"model": "%s", "prompt": "%s", "max_tokens": %d, "ignore_eos": true, "stream": %s}
            """
                .formatted(TestModels.LONG, words(random, 1200), tokens, random.nextBoolean()));
    expect(answer, 200, answered);
  }

  /** Turns that begin with what was said before. */
  private void converse(SplittableRandom random) throws InterruptedException {
    StringBuilder messages = new StringBuilder();
    for (int turn = 0; turn < TURNS && !stopped; turn++) {
      messages.append(turn == 0 ? "" : ", ").append(message("user", words(random, 20)));
      HttpResponse<String> answer =
          ask(
              "/v1/chat/completions",
              """
              {"model": "%s", "messages": [%s], "max_tokens": 12, "ignore_eos": true}
              """
                  .formatted(TestModels.LONG, messages));
      expect(answer, 200, answered);
      messages.append(", ").append(message("assistant", words(random, 10)));
    }
  }

  private HttpResponse<String> ask(String path, String body) throws InterruptedException {
    HttpResponse<String> answer = wire.post(path, body);
    while (answer.statusCode() == 429) {
      comeAgain(answer.headers().firstValue("Retry-After"));
      answer = wire.post(path, body);
    }
    return answer;
  }

  private void comeAgain(Optional<String> seconds) throws InterruptedException {
    turnedAway.incrementAndGet();
    if (seconds.isEmpty()) {
      wrong.add("429 without Retry-After");
    }
    Thread.sleep(Duration.ofSeconds(Long.parseLong(seconds.orElse("1"))).toMillis());
  }

  private void hangUp(SplittableRandom random) throws IOException, InterruptedException {
    try (Caller caller = Caller.ask(server, "soak", true)) {
      List<String> head = caller.head();
      if (head.get(0).startsWith(FULL)) {
        comeAgain(retryAfter(head));
        return;
      }
      caller.readChunks(random.nextInt(1, 60));
      if (random.nextBoolean()) {
        caller.reset();
      }
    }
    left.incrementAndGet();
  }

  private static Optional<String> retryAfter(List<String> head) {
    String field = "retry-after: ";
    return head.stream()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(field))
        .map(line -> line.substring(field.length()))
        .findFirst();
  }

  private void readSlowly(SplittableRandom random) throws IOException, InterruptedException {
    StringBuilder begin = new StringBuilder();
    try (Caller caller = Caller.askSlowly(server, "soak-slow")) {
      for (int i = 0; i < 30 && !stopped; i++) {
        begin.append((char) caller.bytes().read());
        Thread.sleep(100);
      }
    }
    (begin.toString().startsWith(FULL) ? turnedAway : left).incrementAndGet();
  }

  private void askTooMuch(SplittableRandom random) throws InterruptedException {
    HttpResponse<String> answer =
        wire.post(
            "/v1/completions",
            """
            {"model": "%s", "prompt": "%s", "max_tokens": 8}
            """
                .formatted(TestModels.GLM, "so many words ".repeat(random.nextInt(200, 400))));
    expect(answer, 400, tooLong);
    Thread.sleep(50);
  }

  private void expect(HttpResponse<String> answer, int status, AtomicLong counter) {
    if (answer.statusCode() == status) {
      counter.incrementAndGet();
    } else {
      wrong.add(answer.statusCode() + ": " + answer.body());
    }
  }

  private static String message(String role, String content) {
    return "{\"role\": \"%s\", \"content\": \"%s\"}".formatted(role, content);
  }

  private static String words(SplittableRandom random, int most) {
    StringBuilder words = new StringBuilder("Listen:");
    for (int i = random.nextInt(1, most); i > 0; i--) {
      words.append(' ').append(Integer.toString(random.nextInt(1_000_000), Character.MAX_RADIX));
    }
    return words.toString();
  }

  long requests() {
    return answered.get() + left.get() + tooLong.get();
  }

  /** Requests that found the queue full. */
  long turnedAway() {
    return turnedAway.get();
  }

  /** Answers that should not have come. */
  List<String> wrong() {
    return wrong;
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    for (Thread caller : callers) {
      caller.join();
    }
  }

  @Override
  public String toString() {
    return "%d answered, %d left, %d turned away by a full queue, %d refused as too long"
        .formatted(answered.get(), left.get(), turnedAway.get(), tooLong.get());
  }
}
