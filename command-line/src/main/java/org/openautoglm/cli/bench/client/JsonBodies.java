// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.client;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;

/** What servers answer, read with no more trust than needed. */
public final class JsonBodies {
  private JsonBodies() {}

  /**
   * @throws IllegalArgumentException when that is no JSON object
   */
  public static JsonObject object(String text) {
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      if (reader.readValue() instanceof JsonObject object) {
        return object;
      }
    } catch (JsonException e) {
      throw new IllegalArgumentException("no JSON: " + text, e);
    }
    throw new IllegalArgumentException("no JSON object: " + text);
  }

  /** The message of an error answer, or the whole of it when it has another form. */
  public static String errorMessage(String body) {
    try {
      return message(object(body));
    } catch (IllegalArgumentException e) {
      // not every server, and no proxy, describes errors as JSON
      return body;
    }
  }

  static String message(JsonObject answer) {
    JsonValue error = answer.getOrDefault("error", answer);
    JsonValue described = error instanceof JsonObject object ? object.get("message") : error;
    return described instanceof JsonString message ? message.getString() : answer.toString();
  }
}
