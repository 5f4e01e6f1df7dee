// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** HTTP without any client library between the test and the bytes. */
public final class Wire {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(120);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final ServerUnderTest server;
  private final String key;

  private Wire(ServerUnderTest server, String key) {
    this.server = server;
    this.key = key;
  }

  /** Calls with this key. */
  public static Wire with(ServerUnderTest server, String key) {
    return new Wire(server, key);
  }

  public static Wire asAdministrator(ServerUnderTest server) {
    return new Wire(server, server.adminKey());
  }

  /** Calls without a credential. */
  public static Wire anonymous(ServerUnderTest server) {
    return new Wire(server, null);
  }

  /** Calls with a key of its own that an administrator, who this must be, makes now. */
  public Wire withNewKey(String role) {
    HttpResponse<String> created =
        post("/api/keys", "{\"name\": \"an %s\", \"roles\": [\"%s\"]}".formatted(role, role));
    if (created.statusCode() != 201) {
      throw new AssertionError("No key: " + created.body());
    }
    return with(server, json(created).get("key").asText());
  }

  public HttpResponse<String> get(String path) {
    return send(request(path).GET().build());
  }

  public HttpResponse<String> delete(String path) {
    return send(request(path).DELETE().build());
  }

  /** Posts JSON. */
  public HttpResponse<String> post(String path, String json) {
    return post(path, BodyPublishers.ofString(json));
  }

  /** Posts bytes and calls them JSON. */
  public HttpResponse<String> post(String path, BodyPublisher body) {
    return send(request(path).header("Content-Type", "application/json").POST(body).build());
  }

  /** A request with the credential, to be completed. */
  public HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.address().resolve(path)).timeout(TIMEOUT);
    return key == null ? request : request.header("Authorization", "Bearer " + key);
  }

  public HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while calling the server", e);
    }
  }

  /** Sends without waiting for the answer. */
  public CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest request) {
    return client.sendAsync(request, BodyHandlers.ofString());
  }

  /** The body as JSON. */
  public static JsonNode json(HttpResponse<String> response) {
    return json(response.body());
  }

  public static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("Not JSON: " + text, e);
    }
  }
}
