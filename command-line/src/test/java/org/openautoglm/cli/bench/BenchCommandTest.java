// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openautoglm.cli.bench.client.FakeServer;
import org.openautoglm.cli.bench.client.JsonBodies;
import picocli.CommandLine;

class BenchCommandTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private FakeServer server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void everyRequestIsCountedAndTheWarmUpIsNot() throws IOException {
    assertThat(run("serve", "--requests", "12", "--concurrency", "3", "--answer-tokens", "3"))
        .as(err.toString())
        .isZero();
    JsonObject result = result();
    assertThat(result.getJsonObject("requests").getInt("succeeded")).isEqualTo(12);
    assertThat(result.getJsonObject("tokens").getInt("answer")).isEqualTo(36);
    assertThat(result.getJsonObject("tokens").getInt("prompt")).isEqualTo(84);
    assertThat(result.getString("model")).isEqualTo("fake");
    assertThat(server.requests()).hasSize(15);
    assertThat(out.toString()).contains("Answer tokens/s", "Time to first token (ms) p99");
    assertThat(Files.readString(folder.resolve("r.html"))).contains("<svg");
  }

  @Test
  void aServerWithoutTokenizerIsAskedInWords() throws IOException {
    run("--requests", "1", "--prompt-tokens", "20");
    assertThat(result().getString("prompts")).isEqualTo("text");
    JsonObject request = server.requests().get(0);
    assertThat(((JsonString) request.get("prompt")).getString().split(" ")).hasSize(20);
  }

  @Test
  void aServerThatTakesTokenIdsGetsThem() throws IOException {
    offerTokenizer();
    FakeServer.Answer streamed = FakeServer.completion(3, true);
    server.on(
        "v1/completions",
        (exchange, request) -> {
          if (request.getBoolean("stream", false)) {
            streamed.write(exchange, request);
          } else {
            FakeServer.whole(exchange, 200, "{\"choices\":[{\"text\":\"x\"}]}");
          }
        });
    run("--requests", "2", "--prompt-tokens", "20");
    assertThat(result().getString("prompts")).isEqualTo("token_ids");
    assertThat(server.requests())
        .allSatisfy(request -> assertThat((JsonArray) request.get("prompt")).hasSize(20));
  }

  @Test
  void aServerThatRefusesTokenIdsIsAskedInWords() throws IOException {
    offerTokenizer();
    FakeServer.Answer streamed = FakeServer.completion(3, true);
    server.on(
        "v1/completions",
        (exchange, request) -> {
          if (request.get("prompt") instanceof JsonString) {
            streamed.write(exchange, request);
          } else {
            FakeServer.whole(exchange, 400, "{\"error\":{\"message\":\"text, please\"}}");
          }
        });
    assertThat(run("--requests", "2")).isZero();
    assertThat(result().getString("prompts")).isEqualTo("text");
  }

  private void offerTokenizer() {
    server.on(
        "tokenize", (exchange, request) -> FakeServer.whole(exchange, 200, "{\"tokens\":[5,6,7]}"));
  }

  @Test
  void aConversationRepeatsWhatTheModelSaid() throws IOException {
    assertThat(run("--endpoint", "chat", "--turns", "2", "--requests", "4", "--warmup", "0"))
        .isZero();
    assertThat(server.requests()).hasSize(4);
    assertThat(server.requests().get(1).getJsonArray("messages")).hasSize(3);
    assertThat(result().getJsonObject("latency_ms")).containsKeys("ttft", "ttft_later_turns");
  }

  @Test
  void severalServersStandSideBySide() throws IOException {
    try (FakeServer other = new FakeServer()) {
      assertThat(run("--url", "peer=" + other.url(), "--requests", "3", "--seed", "5")).isZero();
      assertThat(report().getJsonArray("results").getValuesAs(JsonObject.class))
          .extracting(result -> result.getString("name"))
          .containsExactly("ours", "peer");
      assertThat(other.requests()).isEqualTo(server.requests());
    }
  }

  @Test
  void refusedRequestsFailTheCommandUnlessAllowed() throws IOException {
    server.on(
        "v1/completions",
        (exchange, request) ->
            FakeServer.whole(exchange, 503, "{\"error\":{\"message\":\"the queue is full\"}}"));
    assertThat(run("--requests", "2", "--warmup", "0")).isEqualTo(1);
    assertThat(out.toString()).contains("2 x http_503: the queue is full");
    assertThat(result().getJsonObject("errors").getJsonObject("http_503").getInt("count"))
        .isEqualTo(2);
    assertThat(result().getJsonObject("latency_ms")).isEmpty();
    assertThat(run("--requests", "1", "--warmup", "0", "--allow-errors")).isZero();
  }

  @Test
  void aServerThatIsNotThereIsNamedBeforeAnythingIsMeasured() {
    assertThat(run("--url", "gone=http://127.0.0.1:1")).isEqualTo(1);
    assertThat(err.toString()).contains("gone cannot be reached at http://127.0.0.1:1/");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aRefusedKeyIsExplained() {
    server.on(
        "v1/models",
        (exchange, request) ->
            FakeServer.whole(exchange, 401, "{\"error\":{\"message\":\"who are you\"}}"));
    assertThat(run()).isEqualTo(1);
    assertThat(err.toString()).contains("ours refuses the key (who are you)");
  }

  @Test
  void aPageOfAProxyIsToldInOneShortLineThatCannotCommandTheTerminal() {
    String page = "<html>\u001B[2J\n" + "x".repeat(100_000);
    server.on("v1/models", (exchange, request) -> FakeServer.whole(exchange, 403, page));
    assertThat(run()).isEqualTo(1);
    assertThat(err.toString()).contains("(<html>?[2J?xxx").doesNotContain("\u001B");
    assertThat(err.toString()).hasSizeLessThan(1_000);
  }

  @Test
  void aKeyForAServerThatIsNoneIsSentNowhere() {
    assertThat(run("--key", "owrs=sk-1")).isEqualTo(2);
    assertThat(err.toString()).contains("ours").doesNotContain("sk-1");
    assertThat(server.keys()).isEmpty();
  }

  @Test
  void aMemberThatRequestsHaveAlreadyIsRefusedNamingItsOption() {
    assertThat(run("--extra-body", "{\"min_tokens\":5,\"max_tokens\":5}")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--extra-body must not contain max_tokens: use --answer-tokens");
    assertThat(server.keys()).isEmpty();
  }

  @Test
  void aFolderInPlaceOfAFileIsToldBeforeAnythingIsMeasured() {
    assertThat(run("--json", folder.toString())).isEqualTo(2);
    assertThat(err.toString()).contains(folder + " is a folder");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aFileThatCannotBeWrittenIsToldBeforeAnythingIsMeasured() throws IOException {
    Path closed = Files.createDirectory(folder.resolve("closed"));
    assumeTrue(
        closed.toFile().setWritable(false) && !Files.isWritable(closed),
        "this user may write everywhere");
    assertThat(run("--json", closed.resolve("r.json").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("r.json cannot be written");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void oneFileIsWrittenAlsoWhenTheOtherFails() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full), "there is no device that is always full");
    Path page = folder.resolve("r.html");
    assertThat(run("--requests", "1", "--json", full.toString(), "--html", page.toString()))
        .isEqualTo(1);
    assertThat(err.toString()).contains("/dev/full cannot be written", "Written: " + page);
    assertThat(Files.readString(page)).contains("<svg");
  }

  @Test
  void eachServerGetsItsOwnKey() throws IOException {
    Files.writeString(folder.resolve("admin.key"), "ag-admin\n");
    run("--requests", "1", "--data", folder.toString());
    assertThat(server.keys()).containsOnly("Bearer ag-admin");
    server.keys().clear();
    run("--requests", "1", "--data", folder.toString(), "--key", "ours=sk-1", "--key", "sk-2=");
    assertThat(server.keys()).containsOnly("Bearer sk-1");
  }

  @Test
  void anInterruptedMeasurementTellsWhatItHas() throws Exception {
    server.on(
        "v1/completions",
        FakeServer.stream(
            FakeServer.text("a"), 100, FakeServer.finish(), FakeServer.usage(1, 1), "[DONE]"));
    CompletableFuture<Integer> status = new CompletableFuture<>();
    Thread user = new Thread(() -> status.complete(run("--duration", "600", "--warmup", "0")));
    user.start();
    while (server.requests().size() < 3) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    user.interrupt();
    assertThat(status.get(30, TimeUnit.SECONDS)).as(() -> out.toString() + err).isZero();
    assertThat(out.toString()).contains("Interrupted");
    assertThat(report().getBoolean("interrupted")).isTrue();
    assertThat(result().getJsonObject("requests").getInt("succeeded")).isGreaterThanOrEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "engine",
        "--concurrency 0",
        "--requests 0",
        "--duration 0",
        "--rate -1",
        "--turns 0",
        "--warmup -1",
        "--prompt-tokens 0",
        "--mix 3",
        "--goodput fast",
        "--shared-prefix -1",
        "--timeout 0",
        "--temperature -1",
        "--temperature NaN",
        "--temperature Infinity",
        "--endpoint images",
        "--extra-body [1]",
        "--url nowhere",
        "--json /no/such/folder/x",
        "--json /",
        "--json ."
      })
  void whatMakesNoSenseIsWrongUsage(String arguments) {
    assertThat(run(arguments.split(" "))).as(arguments).isEqualTo(2);
    assertThat(server.requests()).isEmpty();
  }

  private JsonObject report() throws IOException {
    return JsonBodies.object(Files.readString(folder.resolve("r.json")));
  }

  private JsonObject result() throws IOException {
    return report().getJsonArray("results").getJsonObject(0);
  }

  private int run(String... more) {
    List<String> arguments = new ArrayList<>(List.of("--url", "ours=" + server.url()));
    List<String> given = List.of(more);
    if (!given.contains("--json")) {
      arguments.addAll(List.of("--json", folder.resolve("r.json").toString()));
      arguments.addAll(List.of("--html", folder.resolve("r.html").toString()));
    }
    if (!given.contains("--data")) {
      arguments.addAll(List.of("--data", folder.resolve("none").toString()));
    }
    arguments.addAll(given);
    return new CommandLine(new BenchCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (failure, command, result) -> {
              command.getErr().println(failure.getMessage());
              return 1;
            })
        .execute(arguments.toArray(String[]::new));
  }
}
