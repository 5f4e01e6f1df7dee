// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.lifecycle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.openautoglm.it.harness.ServerUnderTest;
import org.openautoglm.it.harness.TestModels;
import org.openautoglm.it.harness.Wire;

/**
 * Callers of every kind, each asking again as soon as it has been answered: long and short prompts,
 * streamed or not, conversations, callers that hang up or read slowly, and requests that must be
 * refused.
 */
final class Crew implements AutoCloseable {
  private static final int COMPLETIONS = 10;
  private static final int CONVERSATIONS = 4;
  private static final int HANGING_UP = 3;
  private static final int TURNS = 4;

  private final ServerUnderTest server;
  private final Wire wire;
  private final List<Thread> callers = new ArrayList<>();
  private final List<String> wrong = new CopyOnWriteArrayList<>();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong left = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
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

  private void complete(SplittableRandom random) {
    int tokens = random.nextInt(16, 200);
    HttpResponse<String> answer =
        wire.post(
            "/v1/completions",
            """
            {"model": "%s", "prompt": "%s", "max_tokens": %d, "ignore_eos": true, "stream": %s}
            """
                .formatted(TestModels.LONG, words(random, 1200), tokens, random.nextBoolean()));
    expect(answer, 200, answered);
  }

  /** Turns that begin with what was said before. */
  private void converse(SplittableRandom random) {
    StringBuilder messages = new StringBuilder();
    for (int turn = 0; turn < TURNS && !stopped; turn++) {
      messages.append(turn == 0 ? "" : ", ").append(message("user", words(random, 20)));
      HttpResponse<String> answer =
          wire.post(
              "/v1/chat/completions",
              """
              {"model": "%s", "messages": [%s], "max_tokens": 12, "ignore_eos": true}
              """
                  .formatted(TestModels.LONG, messages));
      expect(answer, 200, answered);
      messages.append(", ").append(message("assistant", words(random, 10)));
    }
  }

  private void hangUp(SplittableRandom random) throws IOException {
    try (Caller caller = Caller.ask(server, "soak", true)) {
      caller.readChunks(random.nextInt(1, 60));
      if (random.nextBoolean()) {
        caller.reset();
      }
    }
    left.incrementAndGet();
  }

  private void readSlowly(SplittableRandom random) throws IOException, InterruptedException {
    try (Caller caller = Caller.askSlowly(server, "soak-slow")) {
      for (int i = 0; i < 30 && !stopped; i++) {
        caller.bytes().read();
        Thread.sleep(100);
      }
    }
    left.incrementAndGet();
  }

  private void askTooMuch(SplittableRandom random) throws InterruptedException {
    HttpResponse<String> answer =
        wire.post(
            "/v1/completions",
            """
            {"model": "%s", "prompt": "%s", "max_tokens": 8}
            """
                .formatted(TestModels.GLM, "so many words ".repeat(random.nextInt(200, 400))));
    expect(answer, 400, refused);
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
    return answered.get() + left.get() + refused.get();
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
    return "%d answered, %d left, %d refused".formatted(answered.get(), left.get(), refused.get());
  }
}
