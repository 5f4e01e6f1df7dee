// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.lifecycle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.openautoglm.it.harness.Eventually;
import org.openautoglm.it.harness.ReferenceCase;
import org.openautoglm.it.harness.ServerUnderTest;
import org.openautoglm.it.harness.TestModels;
import org.openautoglm.it.harness.Wire;

/**
 * Callers that ask again and again, one streaming and one not. While the application is being
 * replaced they may be refused or cut off; a whole answer must be the right one.
 */
final class Load implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<Thread> callers = new ArrayList<>();
  private final AtomicInteger answers = new AtomicInteger();
  private final List<String> wrong = new CopyOnWriteArrayList<>();
  private final Wire wire;
  private final String expected;
  private volatile boolean stopped;

  private Load(ServerUnderTest server, String expected) {
    this.wire = Wire.asAdministrator(server);
    this.expected = expected;
  }

  static Load start(ServerUnderTest server) throws IOException {
    Load load = new Load(server, ReferenceCase.first(TestModels.GLM).outputText());
    for (boolean stream : new boolean[] {true, false}) {
      Thread caller = new Thread(() -> load.ask(stream), "caller, streaming: " + stream);
      load.callers.add(caller);
      caller.start();
    }
    return load;
  }

  private void ask(boolean stream) {
    String body =
        """
        {"model": "glm", "messages": [{"role": "user", "content": "Hello, who are you?"}],
         "temperature": 0, "max_tokens": 24, "stream": %s}
        """
            .formatted(stream);
    while (!stopped) {
      try {
        check(wire.post("/v1/chat/completions", body), stream);
        Thread.sleep(20);
      } catch (UncheckedIOException e) {
        // the application, and with it the connection, is being replaced
        Thread.onSpinWait();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void check(HttpResponse<String> response, boolean stream) {
    if (response.statusCode() >= 500 || response.statusCode() == 404) {
      return;
    }
    if (response.statusCode() != 200) {
      wrong.add(response.statusCode() + ": " + response.body());
    } else if (!stream) {
      judge(Wire.json(response).at("/choices/0/message/content").asText());
    } else if (response.body().endsWith("data: [DONE]\n\n")) {
      judge(streamed(response.body()));
    }
  }

  private static String streamed(String body) {
    StringBuilder text = new StringBuilder();
    body.lines()
        .filter(line -> line.startsWith("data: {"))
        .map(line -> Wire.json(line.substring("data: ".length())))
        .forEach(chunk -> text.append(chunk.at("/choices/0/delta/content").asText("")));
    return text.toString();
  }

  private void judge(String text) {
    if (text.equals(expected)) {
      answers.incrementAndGet();
    } else {
      wrong.add(text);
    }
  }

  /** Waits for this many more right answers, and fails on a wrong one. */
  void awaitAnswers(int more) {
    int target = answers.get() + more;
    Eventually.within(PATIENCE, more + " more right answers", () -> answers.get() >= target);
    if (!wrong.isEmpty()) {
      throw new AssertionError("Wrong answers under load: " + wrong);
    }
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    for (Thread caller : callers) {
      caller.join();
    }
  }
}
