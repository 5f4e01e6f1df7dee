// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A parameter of a tool, or a field of an object, with a value.
 *
 * @param name in snake_case
 * @param spoken what people call it
 * @param type of JSON Schema
 * @param choices values allowed; empty for any
 * @param source which words its values come from
 * @param value as it is written in a text
 */
record Parameter(
    String name, String spoken, String type, List<String> choices, String source, String value) {

  Parameter with(String newValue) {
    return new Parameter(name, spoken, type, choices, source, newValue);
  }

  /**
   * Its JSON Schema.
   *
   * @param described whether it says what people call it
   */
  Map<String, Object> schema(boolean described) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", type);
    if (described) {
      schema.put("description", spoken);
    }
    if (!choices.isEmpty()) {
      schema.put("enum", choices);
    }
    return schema;
  }

  /** Its value as JSON. */
  JsonElement json() {
    return switch (type) {
      case "integer" -> new JsonPrimitive(Long.valueOf(value));
      case "number" -> new JsonPrimitive(new BigDecimal(value));
      case "boolean" -> new JsonPrimitive(Boolean.valueOf(value));
      default -> new JsonPrimitive(value);
    };
  }
}
