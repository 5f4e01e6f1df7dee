// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openautoglm.it.harness.Eventually;
import org.openautoglm.it.harness.Ports;
import org.openautoglm.it.harness.Script;
import org.openautoglm.it.harness.ServerUnderTest;
import org.openautoglm.it.harness.Wire;

/**
 * A disk that is full when the native libraries are extracted. The disk is a small file system in
 * memory that only an administrator can mount; without that right the test is skipped.
 */
class DiskFullIT {
  private static final Duration START = Duration.ofSeconds(120);

  /** Enough for everything but the libraries. */
  private static final String SMALL = "size=64m";

  private static final String LARGE = "size=2g";

  @TempDir private Path temporary;
  private Path disk;
  private boolean mounted;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(temporary.resolve("disk"));
    mounted = run("mount", "-t", "tmpfs", "-o", SMALL, "tmpfs", disk.toString());
    assumeTrue(
        mounted, "a small file system cannot be mounted here: that needs administrator rights");
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertThat(run("umount", disk.toString())).isTrue();
    }
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      // there is no such program
      return false;
    }
  }

  @Test
  void a_full_disk_is_reported_and_the_server_recovers_when_there_is_room() throws Exception {
    int port = Ports.free();
    ServerUnderTest base = ServerUnderTest.current();
    ServerUnderTest server = new ServerUnderTest(port, 0, base.home(), base.work(), base.project());
    try (Script script = Script.run(base, Map.of(), port, disk)) {
      Wire stranger = Wire.anonymous(server);
      Eventually.within(
          START,
          "the server says what is missing",
          () -> stranger.get("/readyz").body().contains("engine"));

      assertThat(stranger.get("/healthz").statusCode()).isEqualTo(200);
      Wire wire = Wire.with(server, Files.readString(disk.resolve("admin.key")).strip());
      assertRefusedForLackOfEngine(wire);

      assertThat(run("mount", "-o", "remount," + LARGE, disk.toString())).isTrue();
      script.awaitLine("is ready at", START);
      assertThat(ask(wire).statusCode()).isEqualTo(200);
    }
  }

  private static HttpResponse<String> ask(Wire wire) {
    return wire.post("/v1/completions", "{\"prompt\": \"Hello\", \"max_tokens\": 4}");
  }

  private static void assertRefusedForLackOfEngine(Wire wire) {
    HttpResponse<String> response = ask(wire);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
    JsonNode error = Wire.json(response).get("error");
    assertThat(error.get("code").asText()).isEqualTo("engine_unavailable");
    assertThat(error.get("message").asText()).containsIgnoringCase("space");
  }
}
