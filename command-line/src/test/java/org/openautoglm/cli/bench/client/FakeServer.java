// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that answers as a test says. Without more words it streams three tokens. */
public final class FakeServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<JsonObject> requests = new CopyOnWriteArrayList<>();
  private final List<String> keys = new CopyOnWriteArrayList<>();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger mostRunning = new AtomicInteger();

  /** Writes one answer. */
  public interface Answer {
    void write(HttpExchange exchange, JsonObject request) throws IOException;
  }

  public FakeServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
    on("v1/models", (exchange, request) -> whole(exchange, 200, "{\"data\":[{\"id\":\"fake\"}]}"));
    on("v1/completions", completion(3, true));
    on("v1/chat/completions", chat("hello"));
  }

  public Target target() {
    return Target.parse("fake=http://127.0.0.1:" + server.getAddress().getPort());
  }

  public String url() {
    return target().root().toString();
  }

  public void on(String path, Answer answer) {
    answers.put("/" + path, answer);
  }

  /** The bodies of all generating requests, in the order of their arrival. */
  public List<JsonObject> requests() {
    return requests;
  }

  public List<String> keys() {
    return keys;
  }

  public int mostRunning() {
    return mostRunning.get();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    JsonObject body = JsonBodies.object(text.isEmpty() ? "{}" : text);
    keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    boolean streamed = body.getBoolean("stream", false);
    if (streamed) {
      requests.add(body);
    }
    mostRunning.accumulateAndGet(running.addAndGet(streamed ? 1 : 0), Math::max);
    try (exchange) {
      answers
          .getOrDefault(
              exchange.getRequestURI().getPath(), (e, r) -> whole(e, 404, "{\"detail\":\"no\"}"))
          .write(exchange, body);
    } finally {
      running.addAndGet(streamed ? -1 : 0);
    }
  }

  /** An answer in one piece. */
  public static void whole(HttpExchange exchange, int status, String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** Begins an answer and never ends it. */
  public static Answer stalling() {
    return (exchange, request) -> {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, 1_000);
      exchange.getResponseBody().write('{');
      exchange.getResponseBody().flush();
      sleep(60_000);
    };
  }

  /** Streams the events of an answer; a number among them is a pause in milliseconds. */
  public static Answer stream(Object... parts) {
    return (exchange, request) -> {
      OutputStream out = open(exchange);
      for (Object part : parts) {
        if (part instanceof Integer pause) {
          sleep(pause);
        } else {
          out.write(("data: " + part + "\n\n").getBytes(StandardCharsets.UTF_8));
          out.flush();
        }
      }
    };
  }

  private static OutputStream open(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
    exchange.sendResponseHeaders(200, 0);
    return exchange.getResponseBody();
  }

  public static void sleep(int millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public static String text(String text) {
    return "{\"choices\":[{\"index\":0,\"text\":\"" + text + "\",\"finish_reason\":null}]}";
  }

  public static String finish() {
    return "{\"choices\":[{\"index\":0,\"text\":\"\",\"finish_reason\":\"length\"}]}";
  }

  public static String usage(int prompt, int answer) {
    return "{\"choices\":[],\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d}}"
        .formatted(prompt, answer);
  }

  /** As many tokens as a whole prompt has, and so many in the answer. */
  public static Answer completion(int tokens, boolean withUsage) {
    return (exchange, request) -> {
      OutputStream out = open(exchange);
      StringBuilder events = new StringBuilder();
      for (int i = 0; i < tokens; i++) {
        events.append("data: ").append(text("t" + i)).append("\n\n");
      }
      events.append("data: ").append(finish()).append("\n\n");
      if (withUsage) {
        events.append("data: ").append(usage(7, tokens)).append("\n\n");
      }
      out.write(events.append("data: [DONE]\n\n").toString().getBytes(StandardCharsets.UTF_8));
    };
  }

  public static Answer chat(String said) {
    String chunk = "{\"choices\":[{\"index\":0,\"delta\":{%s},\"finish_reason\":%s}]}";
    return stream(
        chunk.formatted("\"role\":\"assistant\",\"content\":\"\"", "null"),
        chunk.formatted("\"content\":\"" + said + "\"", "null"),
        chunk.formatted("", "\"stop\""),
        usage(9, 1),
        "[DONE]");
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
