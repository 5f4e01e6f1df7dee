// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openautoglm.it.harness.Audit;
import org.openautoglm.it.harness.ServerLog;
import org.openautoglm.it.harness.ServerUnderTest;
import org.openautoglm.it.harness.Wire;

/** A caller that reads one byte a second keeps nobody waiting, and is cut off. */
@ExtendWith(ArquillianExtension.class)
class SlowCallerIT {
  /** The write timeout of the server under test is thirty seconds. */
  private static final Duration CUT = Duration.ofSeconds(90);

  private static final int TOKENS = 2_000;
  private static final int ANSWERS = 3;

  private ServerUnderTest server;

  @BeforeEach
  void connect() {
    server = ServerUnderTest.current();
  }

  @Test
  void a_caller_that_reads_byte_by_byte_delays_nobody_and_is_cut_off() throws Exception {
    Duration usual;
    try (Caller quick = Caller.askForMuch(server, "quick")) {
      new Thread(() -> drain(quick)).start();
      usual = longestOfSomeAnswers();
    }
    Duration bound = usual.multipliedBy(2).plusSeconds(1);
    Thread reader;
    try (Caller slow = Caller.askSlowly(server, "slow")) {
      reader = new Thread(() -> drip(slow));
      reader.start();
      // by then its buffers are full and its thread waits
      Thread.sleep(5_000);

      Duration beside = longestOfSomeAnswers();

      // who waited for the slow one would have waited until it was cut off
      Audit audit = new Audit(server);
      assertThat(audit.outcomes(Caller.id("slow"))).isEmpty();
      assertThat(beside).isLessThan(bound);
      Audit.Outcome outcome = audit.await(Caller.id("slow"), CUT);
      assertThat(outcome.outcome()).isEqualTo("CANCELLED");
    }
    reader.join();
    assertThat(new ServerLog(server).lines())
        .anyMatch(line -> line.contains("AUTOGLM005006") && line.contains(Caller.id("slow")));
    assertThat(timeOfAnAnswer()).isLessThan(bound);
  }

  private Duration longestOfSomeAnswers() {
    return Stream.generate(this::timeOfAnAnswer)
        .limit(ANSWERS)
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  private Duration timeOfAnAnswer() {
    long start = System.nanoTime();
    HttpResponse<String> answer =
        Wire.asAdministrator(server).post("/v1/completions", Caller.body(TOKENS, true));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).endsWith("data: [DONE]\n\n");
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static void drain(Caller quick) {
    try {
      quick.bytes().transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // the test has hung up
      Thread.currentThread().interrupt();
    }
  }

  private static void drip(Caller slow) {
    try {
      while (slow.bytes().read() >= 0) {
        Thread.sleep(1_000);
      }
    } catch (IOException e) {
      // a reset is how it learns that it has been cut off
      Thread.currentThread().interrupt();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
