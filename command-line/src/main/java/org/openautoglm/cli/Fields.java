// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/**
 * Reads what the service answered. What another version left out, or says in another form, is shown
 * as empty and is no failure.
 */
final class Fields {
  private Fields() {}

  static JsonArray array(JsonObject object, String name) {
    return object.get(name) instanceof JsonArray array ? array : JsonValue.EMPTY_JSON_ARRAY;
  }

  /** The objects of a list answer. */
  static List<JsonObject> data(JsonObject answer) {
    return array(answer, "data").stream()
        .filter(JsonObject.class::isInstance)
        .map(JsonValue::asJsonObject)
        .toList();
  }

  static String text(JsonValue value) {
    return value instanceof JsonString string ? string.getString() : "";
  }

  /** A whole number, or nothing. */
  static String number(JsonValue value) {
    return value instanceof JsonNumber number ? Long.toString(number.longValue()) : "";
  }

  /** A number of bytes in words, or nothing. */
  static String bytes(JsonValue value) {
    return value instanceof JsonNumber number ? inWords(number.longValue()) : "";
  }

  private static String inWords(long bytes) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    double size = bytes;
    int unit = 0;
    while (Math.abs(size) >= 1024 && unit < units.length - 1) {
      size /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", size, units[unit]);
  }

  /** A moment to the second, in UTC; a dash for none. */
  static String time(JsonValue value) {
    String time = text(value);
    if (time.isEmpty()) {
      return "-";
    }
    try {
      return Instant.parse(time).truncatedTo(ChronoUnit.SECONDS).toString();
    } catch (DateTimeException e) {
      // a form of time this version does not know is still worth showing
      return time;
    }
  }
}
