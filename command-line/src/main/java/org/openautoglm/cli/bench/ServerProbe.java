// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.openautoglm.cli.BoundedExchange;
import org.openautoglm.cli.CommandFailure;
import org.openautoglm.cli.Terminal;
import org.openautoglm.cli.bench.client.Endpoint;
import org.openautoglm.cli.bench.client.JsonBodies;
import org.openautoglm.cli.bench.client.Target;
import org.openautoglm.cli.bench.load.Vocabulary;

/** Finds out, before anything is measured, what a server can be asked. */
final class ServerProbe {
  private static final int OK = 200;

  private final HttpClient http;
  private final Target target;
  private final Duration timeout;

  /**
   * @param timeout for each whole answer
   */
  ServerProbe(HttpClient http, Target target, Duration timeout) {
    this.http = http;
    this.target = target;
    this.timeout = timeout;
  }

  /**
   * @param model as the user named it, or null for the first that the server lists
   * @param severalTurns whether a prompt must be able to hold earlier answers
   * @throws CommandFailure when the server cannot be reached, is too slow or refuses the key
   */
  ServerProfile profile(String model, Endpoint endpoint, boolean severalTurns) {
    Optional<String> listed = firstModel();
    String chosen = model == null ? listed.orElse(null) : model;
    Vocabulary vocabulary = tokenized(Vocabulary.common(), chosen);
    boolean ids =
        endpoint == Endpoint.COMPLETIONS
            && vocabulary.hasIds()
            && takesIds(vocabulary.ids(), chosen, severalTurns);
    return new ServerProfile(chosen, ids ? vocabulary : vocabulary.withoutIds());
  }

  private Optional<String> firstModel() {
    HttpResponse<String> answer = send(request("v1/models").GET());
    if (answer.statusCode() == 401 || answer.statusCode() == 403) {
      throw new CommandFailure(
          target.name()
              + " refuses the key ("
              + Terminal.said(JsonBodies.errorMessage(answer.body()))
              + "); give another with --key, or name the service's data folder with --data");
    }
    return object(answer)
        .map(list -> list.get("data"))
        .filter(data -> data instanceof JsonArray models && !models.isEmpty())
        .map(data -> data.asJsonArray().get(0))
        .filter(JsonObject.class::isInstance)
        .map(first -> first.asJsonObject().get("id"))
        .filter(JsonString.class::isInstance)
        .map(id -> ((JsonString) id).getString());
  }

  /** Asks in the words of vLLM and of llama.cpp at once; each passes over the other's. */
  private Vocabulary tokenized(Vocabulary words, String model) {
    JsonObject body =
        body(model)
            .add("prompt", words.text())
            .add("content", words.text())
            .add("add_special_tokens", false)
            .add("add_special", false)
            .build();
    return object(send(post("tokenize", body)))
        .map(answer -> answer.get("tokens"))
        .filter(JsonArray.class::isInstance)
        .map(tokens -> integers(tokens.asJsonArray()))
        .filter(ids -> !ids.isEmpty())
        .map(
            ids ->
                new Vocabulary(
                    words.words(),
                    ids.stream().distinct().toList(),
                    (double) ids.size() / words.words().size()))
        .orElse(words);
  }

  private boolean takesIds(List<Integer> ids, String model, boolean answeredIds) {
    JsonArrayBuilder prompt = Json.createArrayBuilder();
    ids.stream().limit(4).forEach(prompt::add);
    JsonObject body =
        body(model)
            .add("prompt", prompt)
            .add("max_tokens", 1)
            .add("temperature", 0)
            .add("return_token_ids", true)
            .build();
    return object(send(post("v1/completions", body)))
        .filter(answer -> !answeredIds || hasIds(answer))
        .isPresent();
  }

  private static boolean hasIds(JsonObject answer) {
    return answer.get("choices") instanceof JsonArray choices
        && !choices.isEmpty()
        && choices.get(0) instanceof JsonObject choice
        && choice.get("token_ids") instanceof JsonArray;
  }

  private static List<Integer> integers(JsonArray values) {
    return values.stream()
        .filter(JsonNumber.class::isInstance)
        .map(value -> ((JsonNumber) value).intValue())
        .toList();
  }

  private static JsonObjectBuilder body(String model) {
    JsonObjectBuilder body = Json.createObjectBuilder();
    return model == null ? body : body.add("model", model);
  }

  private HttpRequest.Builder post(String path, JsonValue body) {
    return request(path)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8));
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target.resolve(path)).header("Accept", "application/json");
    return target.key() == null
        ? request
        : request.header("Authorization", "Bearer " + target.key());
  }

  /** The answer, if it is one: what a server does not offer is not asked for again. */
  private static Optional<JsonObject> object(HttpResponse<String> answer) {
    if (answer.statusCode() != OK) {
      return Optional.empty();
    }
    try {
      return Optional.of(JsonBodies.object(answer.body()));
    } catch (IllegalArgumentException e) {
      // a page of a proxy, perhaps; the measurement will show what the server makes of requests
      return Optional.empty();
    }
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return BoundedExchange.send(http, request.build(), timeout);
    } catch (TimeoutException e) {
      throw new CommandFailure(
          target.name()
              + " at "
              + target.root()
              + " did not answer within "
              + timeout.toSeconds()
              + " s; give it longer with --timeout",
          e);
    } catch (IOException e) {
      throw new CommandFailure(
          target.name()
              + " cannot be reached at "
              + target.root()
              + " ("
              + Terminal.said(e.toString())
              + "); start the service with ./autoglm run, or name another with --url",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted while waiting for " + target.root(), e);
    }
  }
}
