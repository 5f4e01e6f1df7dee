// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.script;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openautoglm.it.harness.Ports;
import org.openautoglm.it.harness.Script;
import org.openautoglm.it.harness.ServerUnderTest;
import org.openautoglm.it.harness.Wire;

/** {@code ./autoglm} as a newcomer uses it. */
class ScriptIT {
  private static final Duration START = Duration.ofSeconds(120);
  private static final Duration STOP = Duration.ofSeconds(45);
  private static final Duration MOMENT = Duration.ofSeconds(15);

  @TempDir private Path temporary;
  private ServerUnderTest server;

  @BeforeEach
  void look_around() {
    server = ServerUnderTest.current();
  }

  @Test
  void run_says_when_it_is_ready_answers_and_stops_on_sigterm() throws Exception {
    int port = Ports.free();
    Path data = Files.createDirectory(temporary.resolve("data"));
    // what a killed service has left behind, when something else has got its number
    Process other = new ProcessBuilder("sh", "-c", "sleep 600; true", "npm", "run").start();
    Files.writeString(data.resolve("server.pid"), String.valueOf(other.pid()));
    try (Script script = Script.run(server, Map.of(), port, data)) {
      String ready = script.awaitLine("is ready at", START);

      assertThat(ready)
          .contains("http://127.0.0.1:" + port)
          .contains("autoglm-mini")
          .contains(data.resolve("admin.key").toString());
      Wire wire = wire(port, Files.readString(data.resolve("admin.key")).strip());
      for (String readme : List.of("README.md", "README.zh-CN.md")) {
        List<ReadmeDialogue.Turn> turns = ReadmeDialogue.in(server.project().resolve(readme));
        assertThat(turns).as(readme).hasSizeGreaterThanOrEqualTo(3);
        assertThat(answers(wire, turns))
            .as(readme)
            .isEqualTo(turns.stream().map(ReadmeDialogue.Turn::answer).toList());
      }
      List<ProcessHandle> children = script.descendants();
      assertThat(children).isNotEmpty();

      script.terminate();

      assertThat(script.awaitExit(STOP)).as(script.output()).isZero();
      assertThat(children).noneMatch(ProcessHandle::isAlive);
      assertThat(data.resolve("server.pid")).doesNotExist();
      assertThat(script.lines()).as("what a user sees").hasSizeLessThan(5);
    } finally {
      other.destroy();
    }
  }

  private Wire wire(int port, String key) {
    return Wire.with(
        new ServerUnderTest(port, 0, server.home(), server.work(), server.project()), key);
  }

  /** What the bundled model says to the questions of a dialogue, one after the other. */
  private static List<String> answers(Wire wire, List<ReadmeDialogue.Turn> turns) {
    ArrayNode messages = JsonNodeFactory.instance.arrayNode();
    List<String> answers = new ArrayList<>();
    for (ReadmeDialogue.Turn turn : turns) {
      messages.addObject().put("role", "user").put("content", turn.question());
      ObjectNode request = JsonNodeFactory.instance.objectNode().put("model", "autoglm-mini");
      request.set("messages", messages);
      HttpResponse<String> response = wire.post("/v1/chat/completions", request.toString());
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      String answer = Wire.json(response).at("/choices/0/message/content").asText();
      messages.addObject().put("role", "assistant").put("content", answer);
      answers.add(answer);
    }
    return answers;
  }

  @Test
  void a_port_that_is_in_use_is_named_and_nothing_is_started() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        Script script =
            Script.run(server, Map.of(), taken.getLocalPort(), temporary.resolve("data"))) {
      assertThat(script.awaitExit(MOMENT)).isEqualTo(1);
      assertThat(script.output()).contains("port " + taken.getLocalPort()).contains("in use");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "AUTOGLM_HTTP_HEARTBEAT, PT1H, autoglm.http.heartbeat must be PT0.05S to PT1M",
    "AUTOGLM_DEVICE, tpu, autoglm.device is 'tpu': allowed are cpu and gpu:N",
    "AUTOGLM_MEMORY, much, 'much' is not understood"
  })
  void a_setting_that_cannot_be_used_is_named_and_nothing_is_served(
      String variable, String value, String told) throws Exception {
    try (Script script =
        Script.run(server, Map.of(variable, value), Ports.free(), temporary.resolve("data"))) {
      assertThat(script.awaitExit(START)).as(script.output()).isEqualTo(1);
      assertThat(script.output()).contains(told).contains("could not be started");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--help",
    "run --help",
    "key --help",
    "bench --help",
    "bench serve --help",
    "mini --help",
    "mini eval --help",
    "mini train --help"
  })
  void help_is_given_and_is_no_failure(String arguments) throws Exception {
    try (Script script = Script.start(server, arguments.split(" "))) {
      assertThat(script.awaitExit(MOMENT)).isZero();
      assertThat(script.output()).contains("autoglm");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "run --colour red,     --colour",
    "run --port,           --port",
    "run --port 99999,     --port",
    "run --dtype int3,     --dtype",
    "run --models /absent, /absent",
    "key destroy,          destroy",
    "bench fly,            fly",
    "bench --mix 3,        3",
    "bench --turns 0,      turns",
    "fly,                  fly"
  })
  void what_it_does_not_know_is_named_with_a_failure(String arguments, String named)
      throws Exception {
    try (Script script = Script.start(server, arguments.split(" "))) {
      assertThat(script.awaitExit(MOMENT)).isNotZero();
      assertThat(script.output()).contains(named);
    }
  }

  @Test
  void a_folder_in_which_another_service_is_about_to_start_is_refused() throws Exception {
    Path data = Files.createDirectory(temporary.resolve("data"));
    // what is seen of a script before its server runs
    Process other = new ProcessBuilder("sh", "-c", "sleep 60; true", "./autoglm", "run").start();
    try {
      Files.writeString(data.resolve("server.pid"), String.valueOf(other.pid()));
      try (Script script = Script.run(server, Map.of(), Ports.free(), data)) {
        assertThat(script.awaitExit(MOMENT)).isEqualTo(1);
        assertThat(script.output()).contains(data.toString()).contains("" + other.pid());
      }
      assertThat(data.resolve("server.pid")).hasContent(String.valueOf(other.pid()));
    } finally {
      other.destroy();
    }
  }

  @Test
  void a_folder_that_holds_other_things_is_left_as_it_is() throws Exception {
    Path folder = Files.createDirectory(temporary.resolve("others"));
    Files.createFile(folder.resolve("something"));
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
    try (Script script = Script.run(server, Map.of(), Ports.free(), folder)) {
      assertThat(script.awaitExit(MOMENT)).isEqualTo(1);
      assertThat(script.output()).contains(folder.toString()).contains("other things");
    }
    assertThat(Files.getPosixFilePermissions(folder)).isEqualTo(permissions);
    assertThat(folder).isDirectoryNotContaining(path -> !path.endsWith("something"));
  }

  @Test
  void a_data_folder_that_cannot_be_made_is_named() throws IOException, InterruptedException {
    Path file = Files.createFile(temporary.resolve("a-file"));
    try (Script script =
        Script.start(
            server,
            "run",
            "--port",
            String.valueOf(Ports.free()),
            "--management-port",
            String.valueOf(Ports.free()),
            "--data",
            file.resolve("data").toString())) {
      assertThat(script.awaitExit(MOMENT)).isEqualTo(1);
      assertThat(script.output()).contains(file.toString());
    }
  }
}
