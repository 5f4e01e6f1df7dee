// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What is shown of a key; what the server left out is empty.
 *
 * @param created to the second, in UTC
 * @param revoked likewise, or a dash while the key is valid
 */
record KeyDescription(
    String id, String name, String prefix, String roles, String created, String revoked) {

  static KeyDescription of(JsonObject key) {
    return new KeyDescription(
        key.containsKey("id") ? key.get("id").toString() : "",
        text(key.get("name")),
        text(key.get("prefix")) + "...",
        array(key, "roles").stream()
            .map(role -> text(role).toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(",")),
        toTheSecond(text(key.get("created"))),
        toTheSecond(text(key.get("revoked"))));
  }

  static List<KeyDescription> allOf(JsonObject list) {
    return array(list, "data").stream()
        .filter(JsonObject.class::isInstance)
        .map(key -> of(key.asJsonObject()))
        .toList();
  }

  private static JsonArray array(JsonObject object, String name) {
    return object.get(name) instanceof JsonArray array ? array : JsonValue.EMPTY_JSON_ARRAY;
  }

  private static String text(JsonValue value) {
    return value instanceof JsonString string ? string.getString() : "";
  }

  private static String toTheSecond(String time) {
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
