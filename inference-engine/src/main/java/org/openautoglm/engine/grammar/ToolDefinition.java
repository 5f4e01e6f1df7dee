// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a tool's definition says of a call, as far as a grammar can hold a call to it: JSON Schema
 * 2020-12's {@code properties}, {@code required}, and of each property {@code enum}, {@code const}
 * and the types boolean, integer and number.
 *
 * @param values what may be said for each parameter
 * @param required names of parameters that a call must have
 * @param open whether a call may have other parameters, whose names are not known here
 */
record ToolDefinition(String name, Map<String, Text> values, Set<String> required, boolean open) {
  private static final Gson JSON =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

  /** Where else a schema may say which properties there are. */
  private static final Set<String> ELSEWHERE =
      Set.of("$ref", "allOf", "anyOf", "oneOf", "patternProperties");

  /**
   * Reads a definition as chat requests bring it, with or without its envelope {@code {"type":
   * "function", "function": ...}}.
   */
  static ToolDefinition read(Map<String, Object> definition) {
    Map<?, ?> function = definition.get("function") instanceof Map<?, ?> inner ? inner : definition;
    Map<?, ?> schema = map(function.get("parameters"));
    Map<String, Text> values = new HashMap<>();
    map(schema.get("properties"))
        .forEach((name, property) -> values.put(name.toString(), value(map(property))));
    Set<String> required = new LinkedHashSet<>();
    if (schema.get("required") instanceof List<?> names) {
      names.forEach(name -> required.add(String.valueOf(name)));
    }
    boolean open = isOpen(schema);
    if (!open) {
      // one that is not declared could never be given
      required.retainAll(values.keySet());
    }
    return new ToolDefinition(String.valueOf(function.get("name")), values, required, open);
  }

  /**
   * JSON Schema allows what it does not forbid; here properties that are listed are all of them.
   */
  private static boolean isOpen(Map<?, ?> schema) {
    Object additional = schema.get("additionalProperties");
    return Boolean.TRUE.equals(additional)
        || additional instanceof Map
        || ELSEWHERE.stream().anyMatch(schema::containsKey);
  }

  private static Text value(Map<?, ?> schema) {
    if (schema.containsKey("const")) {
      return Literals.of(List.of(written(schema.get("const"))));
    }
    if (schema.get("enum") instanceof List<?> values && !values.isEmpty()) {
      return Literals.of(values.stream().map(ToolDefinition::written).toList());
    }
    Object type = schema.get("type");
    if ("boolean".equals(type)) {
      return Literals.of(List.of("true", "false"));
    }
    if ("integer".equals(type)) {
      return NumberText.integer();
    }
    return "number".equals(type) ? NumberText.number() : Text.ANY;
  }

  /** Strings as they are, everything else as JSON: so the templates of the family write values. */
  private static String written(Object value) {
    return value instanceof String text ? text : JSON.toJson(value);
  }

  private static Map<?, ?> map(Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }
}
