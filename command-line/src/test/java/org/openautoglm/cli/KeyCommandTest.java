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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyCommandTest {
  private static final String KEY =
      """
      {"id":7,"name":"billing","prefix":"ag-abcd","roles":["USER"],
       "created":"2026-01-02T03:04:05Z","revoked":null%s}""";

  @TempDir Path data;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<String> seen = new ArrayList<>();
  private HttpServer server;
  private int status = 200;
  private String answer = "";

  @BeforeEach
  void startService() throws IOException {
    Files.writeString(data.resolve("admin.key"), "ag-secret\n");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  @AfterEach
  void stopService() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    seen.add(
        exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI()
            + " "
            + exchange.getRequestHeaders().getFirst("Authorization")
            + " "
            + body);
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Test
  void createShowsTheKeyAloneOnStandardOutput() {
    status = 201;
    answer = KEY.formatted(",\"key\":\"ag-abcdef\"");
    assertThat(run("key", "create", "--name", "billing")).isZero();
    assertThat(out.toString().strip()).isEqualTo("ag-abcdef");
    assertThat(err.toString()).contains("Key 7");
    assertThat(seen)
        .containsExactly(
            "POST /api/keys Bearer ag-secret {\"name\":\"billing\",\"roles\":[\"USER\"]}");
  }

  @Test
  void theRoleMayBeWrittenInLowerCase() {
    status = 201;
    answer = KEY.formatted(",\"key\":\"ag-abcdef\"");
    assertThat(run("key", "create", "--name", "ops", "--role", "admin")).isZero();
    assertThat(seen.get(0)).contains("[\"ADMIN\"]");
    assertThat(run("key", "create", "--name", "audit", "--role", "auditor")).isZero();
    assertThat(seen.get(1)).contains("[\"AUDITOR\"]");
  }

  @Test
  void listPrintsATable() {
    answer = "{\"data\":[" + KEY.formatted("") + "]}";
    assertThat(run("key", "list")).isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "ID  NAME     KEY         ROLES  CREATED               REVOKED",
            "7   billing  ag-abcd...  user   2026-01-02T03:04:05Z  -");
  }

  @Test
  void listGivesTheAnswerItselfAsJson() {
    answer = "{\"data\":[]}";
    assertThat(run("key", "list", "--json")).isZero();
    assertThat(out.toString().strip()).isEqualTo("{\"data\":[]}");
  }

  @Test
  void revokeNamesTheKey() {
    status = 204;
    assertThat(run("key", "revoke", "7")).isZero();
    assertThat(seen).containsExactly("DELETE /api/keys/7 Bearer ag-secret ");
    assertThat(out.toString()).contains("Key 7 is revoked");
  }

  @Test
  void aRefusalIsToldInTheWordsOfTheService() {
    status = 404;
    answer = "{\"error\":{\"message\":\"There is no key 9.\"}}";
    assertThat(run("key", "revoke", "9")).isEqualTo(1);
    assertThat(err.toString()).contains("There is no key 9.");
  }

  @Test
  void whatTheServiceSaysCannotCommandTheTerminal() {
    status = 404;
    answer = "{\"error\":{\"message\":\"\\u001b[2Jgone" + "x".repeat(10_000) + "\"}}";
    assertThat(run("key", "revoke", "9")).isEqualTo(1);
    assertThat(err.toString()).contains("?[2Jgonexxx").doesNotContain("\u001B");
    assertThat(err.toString()).hasSizeLessThan(1_000);
    status = 201;
    answer = "{\"id\":\"\u009B2J\",\"key\":\"ag-\\u001b[2J\"}";
    assertThat(run("key", "create", "--name", "billing")).isZero();
    assertThat(out.toString()).contains("ag-?[2J").doesNotContain("\u001B");
    assertThat(err.toString()).contains("?2J").doesNotContain("\u009B");
  }

  @Test
  void theKeyOfThisMachineIsSentToNoOther() {
    String[] arguments = {"key", "list", "--url", "http://192.0.2.1:8080"};
    assertThat(
            AutoglmCommand.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments))
        .isEqualTo(1);
    assertThat(err.toString()).contains("192.0.2.1", "--key", "AUTOGLM_KEY", "--data");
  }

  @Test
  void aBadKeyAndAMissingRoleAreExplained() {
    status = 401;
    answer = "{\"error\":{\"message\":\"no\"}}";
    assertThat(run("key", "list")).isEqualTo(1);
    assertThat(err.toString()).contains("key was refused");
    status = 403;
    assertThat(run("key", "list")).isEqualTo(1);
    assertThat(err.toString()).contains("administrator's key");
  }

  @Test
  void aMissingKeyFileIsExplained() throws IOException {
    Files.delete(data.resolve("admin.key"));
    assertThat(run("key", "list")).isEqualTo(1);
    assertThat(err.toString()).contains("admin.key").contains("--data").contains("--key");
  }

  @Test
  void aServiceThatDoesNotRunIsExplained() {
    server.stop(0);
    assertThat(run("key", "list")).isEqualTo(1);
    assertThat(err.toString()).contains("./autoglm run");
  }

  @Test
  void anotherServiceAtTheAddressIsRecognised() {
    answer = "<html>hello</html>";
    assertThat(run("key", "list")).isEqualTo(1);
    assertThat(err.toString()).contains("does not answer like an Open-AutoGLM service");
  }

  @Test
  void wrongUsageIsExitCodeTwo() {
    assertThat(run("key", "create")).isEqualTo(2);
    assertThat(err.toString()).contains("--name");
    assertThat(run("key", "create", "--name", "x", "--role", "god")).isEqualTo(2);
    assertThat(run("key", "revoke", "seven")).isEqualTo(2);
  }

  @Test
  void helpIsGivenForEveryCommand() {
    assertThat(
            AutoglmCommand.run(
                new PrintWriter(out, true), new PrintWriter(err, true), "key", "create", "--help"))
        .isZero();
    assertThat(out.toString()).contains("--role").contains("--port");
  }

  @Test
  void revokeAnswersInJsonToo() {
    status = 204;
    assertThat(run("key", "revoke", "7", "--json")).isZero();
    assertThat(out.toString().strip()).isEqualTo("{\"id\":7,\"revoked\":true}");
  }

  @Test
  void anAddressThatIsNoneIsWrongUsage() {
    for (String[] address :
        new String[][] {
          {"--port", "0"}, {"--port", "65536"}, {"--port", "-1"}, {"--port", "http"},
          {"--url", "foo"}, {"--url", "ftp://host"}, {"--url", "http://"}, {"--url", "a b"},
          {"--url", "http://host", "--port", "1"}
        }) {
      assertThat(runAt(address, "key", "list")).as(String.join(" ", address)).isEqualTo(2);
    }
    assertThat(seen).isEmpty();
  }

  @Test
  void aServiceBehindAPathIsReached() {
    answer = "{\"data\":[]}";
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/llm";
    assertThat(runAt(new String[] {"--url", url}, "key", "list")).isZero();
    assertThat(seen).containsExactly("GET /llm/api/keys Bearer ag-secret ");
  }

  @Test
  void aKeyThatCannotBeSentIsRefusedWithoutShowingIt() throws IOException {
    assertThat(run("key", "list", "--key", "ag-hidden\nx")).isEqualTo(1);
    Files.writeString(data.resolve("admin.key"), "ag-hidden ag-hidden");
    assertThat(run("key", "list")).isEqualTo(1);
    Files.writeString(data.resolve("admin.key"), "\n");
    assertThat(run("key", "list")).isEqualTo(1);
    assertThat(err.toString()).contains("holds no key").doesNotContain("hidden");
    assertThat(seen).isEmpty();
  }

  @Test
  void aGivenKeyIsSentInsteadOfTheFile() {
    answer = "{\"data\":[]}";
    assertThat(run("key", "list", "--key", " ag-given ")).isZero();
    assertThat(seen).containsExactly("GET /api/keys Bearer ag-given ");
  }

  @Test
  void noAnswerHoweverOddGivesAStackTrace() {
    for (int code : new int[] {200, 302, 400, 404, 500, 503}) {
      for (String odd :
          List.of(
              "",
              "[]",
              "1",
              "{}",
              "{\"error\":1}",
              "{\"error\":{\"message\":[]}}",
              "{\"data\":3}",
              "{\"data\":[1,{},{\"id\":{},\"roles\":[1]}]}",
              "{\"data\":")) {
        status = code;
        answer = odd;
        int exit = run("key", "list");
        assertThat(exit).as(code + " " + odd).isBetween(code == 200 ? 0 : 1, 1);
      }
    }
    assertThat(err.toString()).doesNotContain("Exception").doesNotContain("\tat ");
  }

  @Test
  void aRedirectIsNotFollowedWithTheKey() {
    status = 302;
    assertThat(run("key", "list")).isEqualTo(1);
    assertThat(seen).hasSize(1);
    assertThat(err.toString()).contains("302");
  }

  private int run(String... command) {
    return runAt(new String[] {"--port", Integer.toString(server.getAddress().getPort())}, command);
  }

  private int runAt(String[] address, String... command) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("--data", data.toString()));
    arguments.addAll(List.of(address));
    return AutoglmCommand.run(
        new PrintWriter(out, true), new PrintWriter(err, true), arguments.toArray(String[]::new));
  }
}
