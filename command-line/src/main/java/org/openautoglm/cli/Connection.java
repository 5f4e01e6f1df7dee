// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where the service is and which key opens it: options every command shares. */
final class Connection {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @ArgGroup private Address address = new Address();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "data",
      description = "data folder of the service; its admin.key is used (${DEFAULT-VALUE})")
  private Path data;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "an administrator's key, instead of the one in the data folder")
  private String key;

  /** One of the two. */
  private static final class Address {
    @Option(names = "--url", description = "address of the service (http://127.0.0.1:8080)")
    private URI url;

    @Option(names = "--port", description = "port of a service on this machine")
    private Integer port;
  }

  /** Sends a request; the answer is null when the service answers without a body. */
  JsonObject send(String method, String path, JsonObject body) {
    HttpRequest.BodyPublisher content =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body.toString());
    try {
      HttpRequest request =
          HttpRequest.newBuilder(base().resolve(path))
              .timeout(PATIENCE)
              .header("Authorization", "Bearer " + key())
              .header("Content-Type", "application/json")
              .method(method, content)
              .build();
      HttpResponse<String> response =
          HttpClient.newBuilder()
              .connectTimeout(PATIENCE)
              .build()
              .send(request, HttpResponse.BodyHandlers.ofString());
      return read(response);
    } catch (ConnectException e) {
      throw new CommandFailure(
          "no service answers at "
              + base()
              + "; start it with ./autoglm run, or name another with --url or --port",
          e);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("the address " + base() + " cannot be used: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new CommandFailure("the service at " + base() + " did not answer: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted", e);
    }
  }

  private URI base() {
    if (address.url != null) {
      return address.url;
    }
    return URI.create("http://127.0.0.1:" + (address.port == null ? 8080 : address.port));
  }

  private String key() {
    if (key != null) {
      return key.strip();
    }
    Path file = data.resolve("admin.key");
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new CommandFailure(
          "the administrator's key cannot be read from "
              + file.toAbsolutePath()
              + (Files.exists(file) ? " (check its permissions)" : " (there is no such file)")
              + "; name the service's data folder with --data, or give the key with --key",
          e);
    }
  }

  private JsonObject read(HttpResponse<String> response) {
    JsonObject body = parse(response.body());
    if (response.statusCode() / 100 == 2) {
      return body;
    }
    String message =
        body != null && body.containsKey("error")
            ? body.getJsonObject("error").getString("message", "")
            : "HTTP status " + response.statusCode();
    throw new CommandFailure(
        switch (response.statusCode()) {
          case 401 ->
              "the key was refused (" + message + "); is it the key of this service's data folder?";
          case 403 -> "this needs an administrator's key (" + message + ")";
          default -> message;
        });
  }

  private JsonObject parse(String text) {
    if (text.isBlank()) {
      return null;
    }
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    } catch (JsonException e) {
      throw new CommandFailure(base() + " does not answer like an Open-AutoGLM service", e);
    }
  }
}
