// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openautoglm.it.harness.Eventually;
import org.openautoglm.it.harness.Management;
import org.openautoglm.it.harness.ServerLog;
import org.openautoglm.it.harness.ServerUnderTest;
import org.openautoglm.it.harness.Settings;
import org.openautoglm.it.harness.TestModels;
import org.openautoglm.it.harness.Wire;
import org.openautoglm.it.harness.Workers;

/**
 * Full load of a quantised model for ten minutes ends with the memory it began with. Not part of
 * the usual run: see CONTRIBUTING.md.
 */
@Tag("soak")
@ExtendWith(ArquillianExtension.class)
class SoakIT {
  private static final long MEBIBYTE = 1 << 20;

  /** Part of the time in which pools, caches and compiled code grow to their size. */
  private static final double WARM_UP = 0.3;

  /** What the allocator of the C library may keep more for itself after one run than another. */
  private static final long NATIVE_SLACK = 64 * MEBIBYTE;

  /** The database keeps pages of the audit in the heap, up to a bound of its own. */
  private static final long HEAP_SLACK = 32 * MEBIBYTE;

  private static final int FEW = 8;

  /** Some callers of the crew wait, and some are turned away: one alone may have 12 of 24. */
  private static final Map<String, String> FULL_LOAD =
      Map.of(
          "autoglm.dtype", "int4",
          "autoglm.batch.sequences", "8",
          "autoglm.queue.limit", "24");

  private final ServerUnderTest server = ServerUnderTest.current();
  private final Settings settings = new Settings(server);

  /**
   * What the idle server holds.
   *
   * @param outsideHeap resident bytes besides the Java heap
   * @param inHeap bytes of living objects
   */
  private record State(long outsideHeap, long inHeap, int threads, long files) {
    @Override
    public String toString() {
      return "%d MiB outside the heap, %d MiB in the heap, %d threads, %d open files"
          .formatted(outsideHeap / MEBIBYTE, inHeap / MEBIBYTE, threads, files);
    }
  }

  @AfterEach
  void restore() throws IOException {
    settings.close();
  }

  @Test
  void ten_minutes_of_full_load_end_with_the_memory_they_began_with() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self/status")), "memory is read from Linux's /proc");
    Duration time = Duration.ofMinutes(Integer.getInteger("autoglm.soak.minutes", 10));
    Duration warmUp = Duration.ofSeconds(Math.max(30, (long) (WARM_UP * time.toSeconds())));
    settings.change(FULL_LOAD);
    int lines = new ServerLog(server).lines().size();
    String answer = answer();
    run("warm-up", warmUp);
    assertThat(Workers.of(server, TestModels.LONG).get("compute_type").asText()).isEqualTo("int4");
    State before = idle();
    System.out.println("soak: before " + before);
    run("load", time.minus(warmUp));
    State after = idle();
    System.out.println("soak: after  " + after);
    assertThat(after.outsideHeap() - before.outsideHeap())
        .as("%s, %s", before, after)
        .isLessThan(NATIVE_SLACK);
    assertThat(after.inHeap() - before.inHeap()).as("%s, %s", before, after).isLessThan(HEAP_SLACK);
    assertThat(after.threads()).as("threads").isLessThanOrEqualTo(before.threads() + FEW);
    assertThat(after.files()).as("open files").isLessThanOrEqualTo(before.files() + FEW);
    List<String> log = new ServerLog(server).lines();
    assertThat(log.subList(Math.min(lines, log.size()), log.size()))
        .noneMatch(line -> line.contains(" ERROR "));
    assertThat(answer()).isEqualTo(answer);
  }

  private void run(String name, Duration time) throws Exception {
    Instant end = Instant.now().plus(time);
    try (Crew crew = Crew.start(server)) {
      while (Instant.now().isBefore(end)) {
        Thread.sleep(
            Math.min(30_000, Math.max(1, Duration.between(Instant.now(), end).toMillis())));
        System.out.println("soak: " + name + ", " + crew);
        assertThat(crew.wrong()).isEmpty();
      }
      assertThat(crew.requests()).isGreaterThan(time.toSeconds());
      assertThat(crew.turnedAway()).isPositive();
    }
  }

  private State idle() throws Exception {
    for (String model : List.of(TestModels.GLM, TestModels.LONG)) {
      Eventually.within(
          Duration.ofSeconds(30),
          "nothing of " + model + " runs any more",
          () -> isIdle(Workers.of(server, model)));
    }
    // connections that callers left behind are closed by the server's own timeout
    Thread.sleep(5_000);
    try (Management management = Management.connect(server)) {
      management.collectGarbage();
      Thread.sleep(500);
      management.collectGarbage();
      Management.Heap heap = management.heap();
      return new State(
          management.residentBytes() - heap.committed(),
          heap.used(),
          management.threadNames().size(),
          management.openFiles());
    }
  }

  private static boolean isIdle(JsonNode worker) {
    return worker.get("running_sequences").asInt() == 0
        && worker.get("waiting_sequences").asInt() == 0;
  }

  private String answer() {
    return Wire.json(
            Wire.asAdministrator(server)
                .post(
                    "/v1/chat/completions",
                    """
                    {"model": "glm", "messages": [{"role": "user", "content": "Hello, who are you?"}],
                     "temperature": 0, "max_tokens": 24}
                    """))
        .at("/choices/0/message/content")
        .asText();
  }
}
