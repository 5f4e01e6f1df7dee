// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.json;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonGeneratorFactory;
import java.io.StringWriter;
import java.util.Map;
import java.util.function.Consumer;

/** Writes JSON. */
public final class JsonText {
  /** Held because looking the provider up costs a service lookup each time; it has no state. */
  private static final JsonGeneratorFactory GENERATORS = Json.createGeneratorFactory(Map.of());

  private JsonText() {}

  /**
   * The text of one JSON value, on one line.
   *
   * @param value writes exactly one value
   * @throws JsonException when it does not
   */
  public static String of(Consumer<JsonGenerator> value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = GENERATORS.createGenerator(text)) {
      value.accept(generator);
    }
    return text.toString();
  }

  /** Writes a text, or null. */
  public static void text(JsonGenerator json, String name, String value) {
    if (value == null) {
      json.writeNull(name);
    } else {
      json.write(name, value);
    }
  }

  /** Writes a list of whole numbers. */
  public static void integers(JsonGenerator json, String name, Iterable<Integer> values) {
    json.writeStartArray(name);
    values.forEach(json::write);
    json.writeEnd();
  }

  /** Writes a list of texts. */
  public static void texts(JsonGenerator json, String name, Iterable<String> values) {
    json.writeStartArray(name);
    values.forEach(json::write);
    json.writeEnd();
  }
}
