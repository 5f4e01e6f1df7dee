// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openautoglm.it.harness.Management;
import org.openautoglm.it.harness.ServerUnderTest;

/**
 * The application replaced ten times in one server while callers go on asking: every answer is
 * right, and no thread, class loader or memory to speak of stays behind. That the virtual machine
 * lives through it shows that the native library is loaded once.
 */
@ExtendWith(ArquillianExtension.class)
class RedeployIT {
  private static final int REDEPLOYS = 10;

  /** The first ones fill pools and caches of the server; what grows later is a leak. */
  private static final int SETTLED = 3;

  private static final long MEBIBYTE = 1 << 20;

  private ServerUnderTest server;
  private Management management;

  @BeforeEach
  void connect() throws IOException {
    server = ServerUnderTest.current();
    management = Management.connect(server);
  }

  @AfterEach
  void disconnect() throws IOException {
    management.close();
  }

  @Test
  void ten_redeploys_under_load_leak_nothing_and_every_answer_is_right() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self/status")), "memory is read from Linux's /proc");
    long process = management.processId();
    List<State> states = new ArrayList<>();
    try (Load load = Load.start(server)) {
      for (int round = 1; round <= REDEPLOYS; round++) {
        management.redeploy();
        load.awaitAnswers(3);
        states.add(state());
      }
    }

    assertThat(management.processId()).isEqualTo(process);
    State settled = states.get(SETTLED - 1);
    State last = states.get(REDEPLOYS - 1);
    assertThat(growth(settled.threads(), last.threads()))
        .as("threads per kind, after %d redeploys and after %d", SETTLED, REDEPLOYS)
        .isEmpty();
    assertThat(last.classes() - settled.classes()).as("%s", states).isLessThan(3_000);
    assertThat(last.resident() - settled.resident()).as("%s", states).isLessThan(150 * MEBIBYTE);
  }

  @Test
  void nothing_of_the_application_runs_any_more_once_it_is_undeployed() throws Exception {
    management.undeploy();
    try {
      assertThat(management.threadNames())
          .noneMatch(name -> name.startsWith("autoglm"))
          .noneMatch(name -> name.contains("open-autoglm.ear"));
    } finally {
      management.deploy();
    }
  }

  private State state() throws Exception {
    management.collectGarbage();
    Thread.sleep(300);
    management.collectGarbage();
    return new State(
        kinds(management.threadNames()), management.loadedClasses(), management.residentBytes());
  }

  /** Threads by their name without numbers. */
  private static Map<String, Long> kinds(List<String> names) {
    return names.stream()
        .map(name -> name.replaceAll("\\d+", "N"))
        .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
  }

  /** Kinds that have at least one more thread for each redeploy in between. */
  private static Map<String, Long> growth(Map<String, Long> before, Map<String, Long> after) {
    Map<String, Long> grown = new TreeMap<>();
    after.forEach(
        (kind, count) -> {
          long more = count - before.getOrDefault(kind, 0L);
          if (more >= REDEPLOYS - SETTLED || more > 0 && kind.startsWith("autoglm")) {
            grown.put(kind, more);
          }
        });
    return grown;
  }

  /**
   * What the server holds.
   *
   * @param resident bytes
   */
  private record State(Map<String, Long> threads, int classes, long resident) {
    @Override
    public String toString() {
      long count = threads.values().stream().mapToLong(Long::longValue).sum();
      return "%d threads, %d classes, %d MiB".formatted(count, classes, resident / MEBIBYTE);
    }
  }
}
