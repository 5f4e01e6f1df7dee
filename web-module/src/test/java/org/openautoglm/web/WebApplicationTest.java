// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web;

import static java.net.http.HttpResponse.BodyHandlers.discarding;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openautoglm.serving.api.AuditFilter;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.Readiness;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.api.StreamEvent;
import org.openautoglm.web.testing.FakeKeyService;
import org.openautoglm.web.testing.FakeStream;
import org.openautoglm.web.testing.TestServer;

/** The whole module over real HTTP, with fakes behind it. */
class WebApplicationTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String CHAT = "/v1/chat/completions";
  private static final String HELLO = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
  private static final String HELLO_STREAMED =
      "{\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server = new TestServer();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void aWholeChatAnswerIsOneJsonObject() throws Exception {
    FakeStream stream = FakeStream.saying("Par", "is");
    server.inference().willAnswer(stream);

    HttpResponse<String> response = server.post(CHAT, HELLO);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(response.headers().firstValue("openai-processing-ms"))
        .get()
        .asString()
        .matches("\\d+");
    assertThat(response.body()).contains("\"content\":\"Paris\"", "\"finish_reason\":\"stop\"");
    assertThat(stream.isClosed()).isTrue();
  }

  @Test
  void whatCannotBeReadIsRecorded() throws Exception {
    for (String path : List.of(CHAT, "/v1/completions", "/v1/embeddings", "/tokenize")) {
      assertThat(server.post(path, "{").statusCode()).isEqualTo(400);
    }
    assertThat(server.post("/detokenize", "{\"tokens\": \"a\"}").statusCode()).isEqualTo(400);

    assertThat(server.inference().refusals())
        .containsExactly(
            "chat MALFORMED_BODY",
            "completion MALFORMED_BODY",
            "embedding MALFORMED_BODY",
            "tokenize MALFORMED_BODY",
            "detokenize INVALID_VALUE");
  }

  @Test
  void aStreamedChatAnswerIsEventsUntilDone() throws Exception {
    FakeStream stream = FakeStream.saying("Par", "is");
    server.inference().willAnswer(stream);

    HttpResponse<String> response = server.post(CHAT, HELLO_STREAMED);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type"))
        .get()
        .asString()
        .startsWith("text/event-stream");
    assertThat(response.headers().firstValue("cache-control")).hasValue("no-store");
    assertThat(response.headers().firstValue("x-accel-buffering")).hasValue("no");
    assertThat(response.body()).startsWith("data: {").endsWith("data: [DONE]\n\n");
    assertThat(stream.awaitClosed(PATIENCE)).isTrue();
  }

  @Test
  void eachEventOfAStreamArrivesWhenItHappens() throws Exception {
    FakeStream stream = new FakeStream(1, new StreamEvent.Delta(0, "first", List.of(1), List.of()));
    server.inference().willAnswer(stream);

    HttpResponse<InputStream> response = openStream();
    try (InputStream body = response.body()) {
      assertThat(readUntil(body, "first")).contains("\"role\":\"assistant\"");
      assertThat(readUntil(body, ": waiting")).doesNotContain("second");
      stream.add(new StreamEvent.Delta(0, "second", List.of(2), List.of()));
      assertThat(readUntil(body, "second")).isNotEmpty();
    }
  }

  @Test
  void hangingUpOnAStreamClosesIt() throws Exception {
    FakeStream stream = new FakeStream(1, new StreamEvent.Delta(0, "first", List.of(1), List.of()));
    server.inference().willAnswer(stream);

    try (InputStream body = openStream().body()) {
      readUntil(body, "first");
    }

    assertThat(stream.awaitClosed(PATIENCE)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {HELLO, HELLO_STREAMED})
  void hangingUpBeforeTheFirstTokenClosesTheAnswer(String body) throws Exception {
    FakeStream stream = new FakeStream(1);
    server.inference().willAnswer(stream);

    try (Socket socket = new Socket(server.address().getAddress(), server.address().getPort())) {
      socket.getOutputStream().write(raw(body));
      assertThat(stream.awaitClosed(Duration.ofMillis(400))).isFalse();
    }

    assertThat(stream.awaitClosed(PATIENCE)).isTrue();
  }

  @Test
  void aConnectionThatIsResetClosesAWholeAnswer() throws Exception {
    FakeStream stream = new FakeStream(1);
    server.inference().willAnswer(stream);

    try (Socket socket = new Socket(server.address().getAddress(), server.address().getPort())) {
      socket.getOutputStream().write(raw(HELLO));
      assertThat(stream.awaitClosed(Duration.ofMillis(300))).isFalse();
      socket.setSoLinger(true, 0);
    }

    assertThat(stream.awaitClosed(PATIENCE)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {HELLO, HELLO_STREAMED})
  void cancellingAnHttp2StreamClosesTheAnswer(String body) throws Exception {
    FakeStream stream = new FakeStream(1);
    server.inference().willAnswer(stream);
    HttpClient http2 = HttpClient.newHttpClient();
    assertThat(http2.send(server.request("/v1/models").build(), discarding()).version())
        .isEqualTo(HttpClient.Version.HTTP_2);

    CompletableFuture<HttpResponse<Void>> response =
        http2.sendAsync(
            server
                .request(CHAT)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build(),
            discarding());
    assertThat(stream.awaitClosed(Duration.ofMillis(300))).isFalse();
    response.cancel(true);

    assertThat(stream.awaitClosed(PATIENCE)).isTrue();
  }

  @Test
  void aSecondRequestSentBeforeTheFirstAnswerIsAnsweredToo() throws Exception {
    FakeStream first = new FakeStream(1);
    server.inference().willAnswer(first);
    server.inference().willAnswer(FakeStream.saying("two"));

    try (Socket socket = new Socket(server.address().getAddress(), server.address().getPort())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.getOutputStream().write(raw(HELLO));
      assertThat(first.awaitClosed(Duration.ofMillis(300))).isFalse();
      socket.getOutputStream().write(raw(HELLO));
      assertThat(first.awaitClosed(Duration.ofMillis(300))).isFalse();
      first.add(
          new StreamEvent.Delta(0, "one", List.of(1), List.of()),
          new StreamEvent.ChoiceFinished(0, StreamEvent.Reason.STOP),
          new StreamEvent.Completed(new StreamEvent.Usage(1, 1, 0)));
      assertThat(readUntil(socket.getInputStream(), "\"one\"")).contains("200 OK");
      assertThat(readUntil(socket.getInputStream(), "\"two\"")).contains("200 OK");
    }
  }

  @Test
  void aFailureBeforeTheFirstEventHasItsOwnStatusEvenWhenStreamed() throws Exception {
    server
        .inference()
        .willAnswer(FakeStream.failing(new ServingException(ErrorCode.SHUTTING_DOWN, "Stopping.")));

    HttpResponse<String> response = server.post(CHAT, HELLO_STREAMED);

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("retry-after")).hasValue("5");
    assertThat(response.body())
        .isEqualTo(
            "{\"error\":{\"message\":\"Stopping.\",\"type\":\"unavailable_error\","
                + "\"param\":null,\"code\":\"shutting_down\"}}");
  }

  @Test
  void aFailureAfterTheFirstEventIsTheLastEvent() throws Exception {
    FakeStream stream =
        new FakeStream(
            1,
            new StreamEvent.Delta(0, "first", List.of(1), List.of()),
            new StreamEvent.Failed(new ServingException(ErrorCode.SHUTTING_DOWN, "Stopping.")));
    server.inference().willAnswer(stream);

    HttpResponse<String> response = server.post(CHAT, HELLO_STREAMED);

    assertThat(response.body())
        .doesNotContain("[DONE]")
        .endsWith(
            "data: {\"error\":{\"message\":\"Stopping.\",\"type\":\"unavailable_error\","
                + "\"param\":null,\"code\":\"shutting_down\"}}\n\n");
    assertThat(stream.awaitClosed(PATIENCE)).isTrue();
  }

  @Test
  void anInternalFailureTellsTheCallerNothingButTheRequestId() throws Exception {
    server.inference().willRefuse(new IllegalStateException("secret detail"));

    HttpResponse<String> response =
        server.send(
            server
                .request(CHAT)
                .header("Content-Type", "application/json")
                .header("x-request-id", "my-id-1")
                .POST(BodyPublishers.ofString(HELLO)));

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.headers().firstValue("x-request-id")).hasValue("my-id-1");
    assertThat(response.body()).contains("my-id-1", "api_error").doesNotContain("secret");
    assertThat(server.inference().lastRequestId()).isEqualTo("my-id-1");
  }

  @Test
  void aRequestIdThatIsNotSaneIsReplaced() throws Exception {
    HttpResponse<String> response =
        server.send(server.request("/v1/models").header("x-request-id", "a b"));

    assertThat(response.headers().firstValue("x-request-id")).get().asString().startsWith("req-");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/models",
        "/api/keys",
        "/api/workers",
        "/api/devices",
        "/nothing/here",
        "/",
        "/healthz/more"
      })
  void aStrangerIsTurnedAwayEverywhere(String path) throws Exception {
    HttpResponse<String> response = server.send(server.anonymous(path));

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("www-authenticate"))
        .get()
        .asString()
        .startsWith("Bearer");
    assertThat(response.body()).contains("authentication_error", "invalid_api_key");
  }

  @Test
  void aWrongKeyIsTurnedAway() throws Exception {
    HttpResponse<String> response =
        server.send(server.anonymous("/v1/models").header("Authorization", "Bearer ag-wrong"));

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.body()).doesNotContain("ag-wrong");
  }

  @Test
  void healthNeedsNoKey() throws Exception {
    server.inference().setReadiness(new Readiness(false, null, List.of("a model")));
    HttpResponse<String> notReady = server.send(server.anonymous("/readyz"));
    server.inference().setReadiness(new Readiness(true, "glm", List.of()));
    HttpResponse<String> ready = server.send(server.anonymous("/readyz"));

    assertThat(server.send(server.anonymous("/healthz")).body()).isEqualTo("{\"status\":\"UP\"}");
    assertThat(notReady.statusCode()).isEqualTo(503);
    assertThat(notReady.body())
        .isEqualTo("{\"status\":\"DOWN\",\"model\":null,\"missing\":[\"a model\"]}");
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(ready.body()).isEqualTo("{\"status\":\"UP\",\"model\":\"glm\",\"missing\":[]}");
  }

  @Test
  void headAnswersAsGetWithoutABody() throws Exception {
    HttpResponse<String> response =
        server.send(
            server.anonymous("/healthz").method("HEAD", HttpRequest.BodyPublishers.noBody()));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
  }

  @Test
  void optionsListsTheMethods() throws Exception {
    HttpResponse<String> response =
        server.send(
            server.request("/v1/models").method("OPTIONS", HttpRequest.BodyPublishers.noBody()));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("allow")).get().asString().contains("GET", "HEAD");
  }

  @Test
  void anUnknownPathIsANotFoundErrorObject() throws Exception {
    HttpResponse<String> response = server.get("/v2/everything");

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).contains("\"type\":\"not_found_error\"", "\"code\":\"not_found\"");
    assertThat(response.headers().firstValue("x-request-id")).isPresent();
  }

  @Test
  void aWrongMethodSaysWhichAreAllowed() throws Exception {
    HttpResponse<String> response = server.get(CHAT);

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("allow")).get().asString().contains("POST");
    assertThat(response.body()).contains("\"code\":\"method_not_allowed\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "nonsense"})
  void aBodyOfAnotherTypeIsRefused(String type) throws Exception {
    HttpResponse<String> response =
        server.send(
            server.request(CHAT).header("Content-Type", type).POST(BodyPublishers.ofString(HELLO)));

    assertThat(response.statusCode()).isBetween(400, 415);
    assertThat(response.body()).contains("\"type\":\"invalid_request_error\"");
  }

  @Test
  void malformedJsonIsRefusedWithItsPlace() throws Exception {
    HttpResponse<String> response = server.post(CHAT, "{\n  \"messages\": nope}");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("line 2", "\"code\":\"malformed_body\"");
  }

  @Test
  void aLargeBodyWithinTheLimitIsRead() throws Exception {
    server.inference().willAnswer(FakeStream.saying("read"));
    String content = "x".repeat(15_000_000);

    HttpResponse<String> response =
        server.post(CHAT, "{\"messages\":[{\"role\":\"user\",\"content\":\"" + content + "\"}]}");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(server.inference().lastChat().messages().get(0)).containsEntry("content", content);
  }

  @ParameterizedTest
  @ValueSource(ints = {TestServer.MAX_BODY_BYTES + 1, 64 << 20})
  void aBodyOverTheLimitIsTooLarge(int length) throws Exception {
    byte[] body = new byte[length];
    HttpRequest.Builder known =
        server
            .request(CHAT)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body));
    HttpRequest.Builder chunked =
        server
            .request(CHAT)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(body)));

    for (HttpRequest.Builder request : List.of(known, chunked)) {
      HttpResponse<String> response = server.send(request);
      assertThat(response.statusCode()).isEqualTo(413);
      assertThat(response.body())
          .contains("\"code\":\"body_too_large\"", String.valueOf(TestServer.MAX_BODY_BYTES));
    }
  }

  @Test
  void modelsAreListedAndFoundByNamesWithSlashes() throws Exception {
    assertThat(server.get("/v1/models").body())
        .startsWith("{\"object\":\"list\",\"data\":[{\"id\":\"glm\",\"object\":\"model\"");
    assertThat(server.get("/v1/models/team/glm").body()).contains("\"id\":\"team/glm\"");
    assertThat(server.get("/v1/models/gpt").statusCode()).isEqualTo(404);
    assertThat(server.get("/v1/models/gpt").body()).contains("model_not_found");
  }

  @Test
  void embeddingsAreNumbersOrBase64() throws Exception {
    assertThat(server.post("/v1/embeddings", "{\"input\":[\"ab\",\"c\"]}").body())
        .isEqualTo(
            "{\"object\":\"list\",\"data\":["
                + "{\"object\":\"embedding\",\"index\":0,\"embedding\":[0.33333334,2.0]},"
                + "{\"object\":\"embedding\",\"index\":1,\"embedding\":[0.33333334,1.0]}],"
                + "\"model\":\"glm\",\"usage\":{\"prompt_tokens\":5,\"total_tokens\":5}}");
    assertThat(
            server
                .post("/v1/embeddings", "{\"input\":[7,8],\"encoding_format\":\"base64\"}")
                .body())
        .contains("\"embedding\":\"q6qqPgAAAEA=\"");
  }

  @Test
  void textBecomesTokensAndTokensText() throws Exception {
    assertThat(server.post("/tokenize", "{\"prompt\":\"AB\",\"return_token_strs\":true}").body())
        .isEqualTo(
            "{\"count\":2,\"max_model_len\":64,\"tokens\":[65,66],\"token_strs\":[\"A\",\"B\"]}");
    assertThat(server.post("/detokenize", "{\"tokens\":[65,66]}").body())
        .isEqualTo("{\"prompt\":\"AB\"}");
  }

  @Test
  void keysAreCreatedListedAndRevokedByAdministratorsOnly() throws Exception {
    HttpResponse<String> created =
        server.send(
            asAdmin("/api/keys")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"name\":\"reports\",\"roles\":[\"USER\"]}")));
    String view =
        "\"id\":1,\"name\":\"reports\",\"prefix\":\"ag-new\",\"roles\":[\"USER\"],"
            + "\"created\":\"2026-11-23T10:00:00Z\",\"revoked\":null";

    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(created.body()).isEqualTo("{" + view + ",\"key\":\"ag-new-secret\"}");
    assertThat(server.send(asAdmin("/api/keys")).body()).isEqualTo("{\"data\":[{" + view + "}]}");
    assertThat(server.send(asAdmin("/api/keys/1").DELETE()).statusCode()).isEqualTo(204);
    assertThat(server.send(asAdmin("/api/keys/1").DELETE()).statusCode()).isEqualTo(404);
    assertThat(server.send(asAdmin("/api/keys/one").DELETE()).statusCode()).isEqualTo(404);
    assertThat(server.get("/api/keys").statusCode()).isEqualTo(403);
  }

  @Test
  void administratorsSeeWorkersAndDevices() throws Exception {
    HttpResponse<String> workers = server.send(asAdmin("/api/workers"));

    assertThat(workers.statusCode()).isEqualTo(200);
    assertThat(workers.headers().firstValue("cache-control")).contains("no-store");
    assertThat(workers.body())
        .isEqualTo(
            "{\"data\":[{\"model\":\"glm\",\"version\":\"3f2a91c0\","
                + "\"loaded\":\"2026-11-23T10:00:00Z\",\"compute_type\":\"bfloat16\","
                + "\"device\":\"cpu\",\"memory_bytes\":21474836480,\"threads\":16,"
                + "\"running_sequences\":3,\"waiting_sequences\":1,"
                + "\"cache_tokens\":32768,\"used_cache_tokens\":5120,"
                + "\"prefix_cache_tokens\":2048,\"cached_prefixes\":4,"
                + "\"steps\":1200,\"prompt_tokens\":4096,\"cached_prompt_tokens\":1024,"
                + "\"recomputed_tokens\":7,\"generated_tokens\":3000,"
                + "\"drafted_tokens\":400,\"accepted_tokens\":250}]}");
    assertThat(server.send(asAdmin("/api/devices")).body())
        .isEqualTo(
            "{\"data\":[{\"name\":\"cpu\",\"threads\":16,\"memory_bytes\":68719476736,"
                + "\"lent_bytes\":21474836480,\"leases\":1}]}");
  }

  @Test
  void othersDoNotSeeWorkersAndDevices() throws Exception {
    for (String path : List.of("/api/workers", "/api/devices")) {
      HttpResponse<String> refused = server.get(path);

      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).contains("permission_error", "access_denied");
    }
  }

  @Test
  void auditorsReadTheAuditPageByPage() throws Exception {
    HttpResponse<String> page =
        server.send(
            asAdmin(
                "/api/audit?limit=1&before=1000&caller=key:42&operation=chat&outcome=REFUSED"
                    + "&from=2026-11-23T09:00:00Z&to=2026-11-23T12:00:00%2B01:00"));

    assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
    assertThat(page.headers().firstValue("content-type")).contains("application/json");
    assertThat(page.body())
        .isEqualTo(
            "{\"data\":[{\"id\":981,\"occurred\":\"2026-11-23T10:00:00Z\",\"duration_ms\":812,"
                + "\"request_id\":\"=cmd()\",\"caller\":\"key:42\",\"operation\":\"chat\","
                + "\"model\":null,\"model_version\":null,\"outcome\":\"REFUSED\","
                + "\"error_code\":\"QUEUE_FULL\",\"policy\":\"role: \\\"ALLOW\\\", fine\","
                + "\"prompt_tokens\":12,\"completion_tokens\":0}],\"next_before\":981}");
    assertThat(server.audit().lastFilter())
        .isEqualTo(
            new AuditFilter(
                1,
                1000L,
                "key:42",
                "chat",
                "REFUSED",
                new AuditFilter.Span(
                    Instant.parse("2026-11-23T09:00:00Z"), Instant.parse("2026-11-23T11:00:00Z"))));
  }

  @Test
  void theAuditIsATableForSpreadsheetsAndNoFormulaOfACallersGetsIn() throws Exception {
    HttpResponse<String> page =
        server.send(asAdmin("/api/audit?limit=1").header("Accept", "text/csv"));

    assertThat(page.body())
        .isEqualTo(
            "id,occurred,duration_ms,request_id,caller,operation,model,model_version,outcome,"
                + "error_code,policy,prompt_tokens,completion_tokens\r\n"
                + "981,2026-11-23T10:00:00Z,812,'=cmd(),key:42,chat,,,REFUSED,QUEUE_FULL,"
                + "\"role: \"\"ALLOW\"\", fine\",12,0\r\n");
    assertThat(page.headers().firstValue("content-type")).contains("text/csv;charset=utf-8");
    assertThat(page.headers().firstValue("link").orElseThrow())
        .matches("<\\?(limit=1&before=981|before=981&limit=1)>; rel=\"next\"");
  }

  @Test
  void anAuditFilterThatCannotBeReadIsNamed() throws Exception {
    for (String query : List.of("limit=many", "before=x", "from=yesterday", "to=2026-13-01")) {
      HttpResponse<String> refused = server.send(asAdmin("/api/audit?" + query));

      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body())
          .contains("\"param\":\"" + query.split("=")[0] + "\"", "invalid_value");
    }
    assertThat(server.get("/api/audit").statusCode()).isEqualTo(403);
  }

  private static HttpRequest.Builder asAdmin(String path) {
    return server.anonymous(path).header("Authorization", "Bearer " + FakeKeyService.ADMIN_KEY);
  }

  private static HttpResponse<InputStream> openStream() throws Exception {
    return server
        .client()
        .send(
            server
                .request(CHAT)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(HELLO_STREAMED))
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
  }

  private static byte[] raw(String json) {
    return ("POST "
            + CHAT
            + " HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n"
            + "Authorization: Bearer "
            + FakeKeyService.USER_KEY
            + "\r\n"
            + "Content-Length: "
            + json.length()
            + "\r\n\r\n"
            + json)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static String readUntil(InputStream body, String text) throws Exception {
    StringBuilder read = new StringBuilder();
    while (read.indexOf(text) < 0) {
      int next = body.read();
      assertThat(next).as("still open, so far: %s", read).isNotNegative();
      read.append((char) next);
    }
    return read.toString();
  }
}
