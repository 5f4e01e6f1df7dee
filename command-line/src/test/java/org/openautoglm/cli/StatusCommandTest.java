// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StatusCommandTest {
  private static final String WORKER =
      """
      {"model":"glm","version":"3f2a91c0","loaded":"2026-11-23T10:00:00.25Z",\
      "compute_type":"bfloat16","device":"cpu","memory_bytes":21474836480,"threads":16,\
      "running_sequences":3,"waiting_sequences":1,"cache_tokens":32768,"used_cache_tokens":5120,\
      "prefix_cache_tokens":2048,"cached_prefixes":4,"steps":1200,"prompt_tokens":4096,\
      "cached_prompt_tokens":1024,"recomputed_tokens":7,"generated_tokens":3000,\
      "drafted_tokens":400,"accepted_tokens":250}""";
  private static final String DEVICE =
      """
      {"name":"cpu","threads":16,"memory_bytes":68719476736,"lent_bytes":1000,"leases":1}""";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
  private HttpServer server;
  private volatile int status = 200;
  private volatile String workers = "{\"data\":[" + WORKER + "]}";
  private volatile String devices = "{\"data\":[" + DEVICE + "]}";

  @BeforeEach
  void startService() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  @AfterEach
  void stopService() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString();
    seen.add(exchange.getRequestMethod() + " " + path);
    byte[] bytes =
        (path.equals("/api/workers") ? workers : devices).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Test
  void workersAndDevicesAreTables() {
    assertThat(run()).isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "MODEL  VERSION   DEVICE  MEMORY    THREADS  TYPE      RUNNING  WAITING  CACHE       "
                + "PREFIXES  STEPS  PROMPT  CACHED  RECOMPUTED  GENERATED  DRAFTS   LOADED",
            "glm    3f2a91c0  cpu     20.0 GiB  16       bfloat16  3        1        5120/32768  "
                + "2048      1200   4096    1024    7           3000       250/400  "
                + "2026-11-23T10:00:00Z",
            "",
            "DEVICE  THREADS  MEMORY    LENT    LEASES",
            "cpu     16       64.0 GiB  1000 B  1");
    assertThat(seen).containsExactly("GET /api/workers", "GET /api/devices");
  }

  @Test
  void withoutALoadedModelThatIsSaid() {
    workers = "{\"data\":[]}";
    assertThat(run()).isZero();
    assertThat(out.toString()).startsWith("No model is loaded.").contains("64.0 GiB");
  }

  @Test
  void machinesGetBothAnswersInOneObject() {
    assertThat(run("--json")).isZero();
    assertThat(out.toString().strip())
        .isEqualTo("{\"workers\":[" + WORKER + "],\"devices\":[" + DEVICE + "]}");
  }

  @Test
  void watchingAsksAgainUntilItIsInterrupted() throws Exception {
    Thread watcher = new Thread(() -> run("--watch", "1", "--json"));
    watcher.start();
    for (int answer = 0; answer < 6; answer++) {
      assertThat(seen.poll(10, TimeUnit.SECONDS)).isNotNull();
    }
    watcher.interrupt();
    watcher.join();

    assertThat(out.toString().lines().count()).isGreaterThanOrEqualTo(2);
    assertThat(err.toString()).doesNotContain("Exception");
  }

  @Test
  void aPauseThatIsNoneIsWrongUsage() {
    for (String pause : List.of("0", "-1", "86401", "often")) {
      assertThat(run("--watch", pause)).as(pause).isEqualTo(2);
    }
    assertThat(seen).isEmpty();
  }

  @Test
  void aRefusalIsExplained() {
    status = 403;
    workers = "{\"error\":{\"message\":\"no\"}}";
    assertThat(run()).isEqualTo(1);
    assertThat(err.toString()).contains("administrator's key");
  }

  @Test
  void noAnswerHoweverOddGivesAStackTrace() {
    for (String odd :
        List.of(
            "",
            "[]",
            "{}",
            "{\"data\":3}",
            "{\"data\":[1,{},{\"model\":7,\"memory_bytes\":\"x\",\"steps\":1.5e300}]}",
            "{\"data\":[{\"memory_bytes\":-1,\"loaded\":\"soon\",\"threads\":null}]}")) {
      workers = odd;
      devices = odd;
      assertThat(run()).as(odd).isBetween(0, 1);
      assertThat(run("--json")).as(odd).isBetween(0, 1);
    }
    assertThat(err.toString()).doesNotContain("Exception").doesNotContain("\tat ");
  }

  private int run(String... options) {
    List<String> arguments = new ArrayList<>(List.of("status", "--key", "ag-secret"));
    arguments.addAll(List.of("--port", Integer.toString(server.getAddress().getPort())));
    arguments.addAll(List.of(options));
    return AutoglmCommand.run(
        new PrintWriter(out, true), new PrintWriter(err, true), arguments.toArray(String[]::new));
  }
}
