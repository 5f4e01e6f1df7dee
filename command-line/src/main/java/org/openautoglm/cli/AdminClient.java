// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** The administration interface of a service, asked with one key. */
final class AdminClient {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final URI server;
  private final String key;
  private final Duration patience;
  private final HttpClient http;

  /**
   * @param server base address, ending with a slash
   * @param key sent with every request
   */
  AdminClient(URI server, String key) {
    this(server, key, PATIENCE);
  }

  /**
   * @param patience for each answer
   */
  AdminClient(URI server, String key, Duration patience) {
    this.server = server;
    this.key = key;
    this.patience = patience;
    // follows no redirect: the key is for this server alone
    this.http =
        HttpClient.newBuilder()
            .connectTimeout(patience)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
  }

  /** Makes a key; the answer holds the key itself as {@code key}. */
  JsonObject create(String name, KeyCommand.RoleName role) {
    String body =
        Json.createObjectBuilder()
            .add("name", name)
            .add("roles", Json.createArrayBuilder().add(role.name()))
            .build()
            .toString();
    return object(
        send(
            request("api/keys")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8))));
  }

  /** All keys, as {@code data}. */
  JsonObject list() {
    return object(send(request("api/keys").GET()));
  }

  /** Ends a key. */
  void revoke(long id) {
    send(request("api/keys/" + id).DELETE());
  }

  /** The loaded models and what they are doing, as {@code data}. */
  JsonObject workers() {
    return object(send(request("api/workers").GET()));
  }

  /** What models are loaded on, as {@code data}. */
  JsonObject devices() {
    return object(send(request("api/devices").GET()));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.resolve(path))
        .header("Accept", "application/json")
        .header("Authorization", "Bearer " + key);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer = BoundedExchange.send(http, request.build(), patience);
      if (answer.statusCode() / 100 != 2) {
        throw refused(answer);
      }
      return answer;
    } catch (TimeoutException | HttpTimeoutException e) {
      throw new CommandFailure(
          "the service at " + server + " did not answer within " + patience.toSeconds() + " s", e);
    } catch (ConnectException e) {
      throw new CommandFailure(
          "no service answers at "
              + server
              + "; start it with ./autoglm run, or name another with --url or --port",
          e);
    } catch (IOException e) {
      throw new CommandFailure(
          "the connection to " + server + " failed: " + Terminal.said(e.toString()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted while waiting for " + server, e);
    }
  }

  private CommandFailure refused(HttpResponse<String> answer) {
    String said =
        parse(answer.body())
            .flatMap(AdminClient::message)
            .map(Terminal::said)
            .orElse("HTTP status " + answer.statusCode());
    return new CommandFailure(
        switch (answer.statusCode()) {
          case 401 ->
              "the key was refused (" + said + "); is it the key of this service's data folder?";
          case 403 -> "this needs an administrator's key (" + said + ")";
          default -> said;
        });
  }

  private JsonObject object(HttpResponse<String> answer) {
    return parse(answer.body())
        .orElseThrow(
            () -> new CommandFailure(server + " does not answer like an Open-AutoGLM service"));
  }

  private static Optional<JsonObject> parse(String body) {
    try (JsonReader reader = Json.createReader(new StringReader(body))) {
      return reader.readValue() instanceof JsonObject object
          ? Optional.of(object)
          : Optional.empty();
    } catch (JsonException e) {
      // whoever asked says what that means to them
      return Optional.empty();
    }
  }

  private static Optional<String> message(JsonObject answer) {
    JsonValue error = answer.get("error");
    return error instanceof JsonObject described
            && described.get("message") instanceof JsonString message
        ? Optional.of(message.getString())
        : Optional.empty();
  }
}
