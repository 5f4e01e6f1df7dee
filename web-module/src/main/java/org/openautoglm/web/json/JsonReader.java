// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.json;

import jakarta.json.Json;
import jakarta.json.stream.JsonLocation;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import jakarta.json.stream.JsonParserFactory;
import jakarta.json.stream.JsonParsingException;
import java.io.StringReader;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;

/**
 * Turns JSON text into plain values: {@code String}, {@code Boolean}, {@code Long}, {@code
 * BigInteger} beyond its range, {@code Double} for numbers with a fraction or an exponent, null,
 * {@code List}, and {@code Map} in key order, where the last of several equal keys wins.
 *
 * <p>Nothing a caller sends can exhaust the stack or much more memory than its own size: depth,
 * number of values and length of a number are limited.
 */
public final class JsonReader {
  static final int MAX_DEPTH = 128;
  static final int MAX_VALUES = 1_000_000;
  static final int MAX_NUMBER_LENGTH = 1_000;

  /** Held because looking the provider up costs a service lookup each time; it has no state. */
  private static final JsonParserFactory PARSERS = Json.createParserFactory(Map.of());

  private final JsonParser parser;
  private int values;

  private JsonReader(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * @throws ServingException {@code MALFORMED_BODY}, with line and column, when the text is not one
   *     JSON value or exceeds a limit
   */
  public static Object read(String text) {
    try (JsonParser parser = PARSERS.createParser(new StringReader(text))) {
      JsonReader reader = new JsonReader(parser);
      Object value = reader.value(parser.next(), 0);
      if (parser.hasNext()) {
        throw reader.refuse("nothing may follow the first JSON value");
      }
      return value;
    } catch (JsonParsingException e) {
      throw malformed(
          "check quotes, commas and brackets there; NaN and Infinity are not JSON",
          e.getLocation(),
          e);
    }
  }

  private Object value(Event event, int depth) {
    if (++values > MAX_VALUES) {
      throw refuse("more than " + MAX_VALUES + " values");
    }
    return switch (event) {
      case START_OBJECT -> object(inside(depth));
      case START_ARRAY -> array(inside(depth));
      case VALUE_STRING -> string();
      case VALUE_NUMBER -> number(parser.getString());
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      case VALUE_NULL -> null;
      case KEY_NAME, END_OBJECT, END_ARRAY ->
          throw new IllegalStateException("No value begins with " + event);
    };
  }

  private int inside(int depth) {
    if (depth == MAX_DEPTH) {
      throw refuse("more than " + MAX_DEPTH + " levels of nesting");
    }
    return depth + 1;
  }

  private Map<String, Object> object(int depth) {
    Map<String, Object> object = new LinkedHashMap<>();
    while (parser.next() != Event.END_OBJECT) {
      String name = string();
      object.put(name, value(parser.next(), depth));
    }
    return object;
  }

  private List<Object> array(int depth) {
    List<Object> array = new ArrayList<>();
    for (Event event = parser.next(); event != Event.END_ARRAY; event = parser.next()) {
      array.add(value(event, depth));
    }
    return array;
  }

  /** Escapes can spell half a character, which no tokenizer and no UTF-8 answer can carry. */
  private String string() {
    String text = parser.getString();
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (Character.isSurrogate(unit)) {
        if (Character.isLowSurrogate(unit)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          throw refuse("a string has an unpaired surrogate (\\ud800 to \\udfff)");
        }
        i++;
      }
    }
    return text;
  }

  private Number number(String text) {
    if (text.length() > MAX_NUMBER_LENGTH) {
      throw refuse("a number of more than " + MAX_NUMBER_LENGTH + " characters");
    }
    if (text.chars().anyMatch(c -> c == '.' || c == 'e' || c == 'E')) {
      double number = Double.parseDouble(text);
      if (Double.isInfinite(number)) {
        throw refuse("a number beyond the range of a 64-bit floating point number");
      }
      return number;
    }
    BigInteger number = new BigInteger(text);
    return number.bitLength() < Long.SIZE ? (Number) number.longValue() : number;
  }

  private ServingException refuse(String problem) {
    return malformed(problem, parser.getLocation(), null);
  }

  private static ServingException malformed(
      String problem, JsonLocation location, Throwable cause) {
    return new ServingException(
        ErrorCode.MALFORMED_BODY,
        "The body is not acceptable JSON at line %d, column %d: %s."
            .formatted(location.getLineNumber(), location.getColumnNumber(), problem),
        null,
        cause);
  }
}
