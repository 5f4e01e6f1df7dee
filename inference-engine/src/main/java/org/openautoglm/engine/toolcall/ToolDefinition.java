// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.toolcall;

import com.google.gson.JsonElement;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.openautoglm.engine.grammar.Text;

/**
 * What a tool's definition says of a call, as far as a call is held to it: JSON Schema 2020-12's
 * {@code properties} and {@code required}, and of each property what {@link Parameter} knows.
 *
 * @param required names of parameters that a call must have
 * @param open whether a call may have other parameters, whose names are not known here
 */
record ToolDefinition(
    String name, Map<String, Parameter> parameters, Set<String> required, boolean open) {

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
    Map<String, Parameter> parameters = new HashMap<>();
    map(schema.get("properties"))
        .forEach(
            (name, value) -> parameters.put(name.toString(), Parameter.read(map(value), schema)));
    Set<String> required = new LinkedHashSet<>();
    if (schema.get("required") instanceof List<?> names) {
      names.forEach(name -> required.add(String.valueOf(name)));
    }
    boolean open = isOpen(schema);
    if (!open) {
      // one that is not declared could never be given
      required.retainAll(parameters.keySet());
    }
    return new ToolDefinition(String.valueOf(function.get("name")), parameters, required, open);
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

  private static Map<?, ?> map(Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  /** What may be said for a parameter. */
  Text value(String parameter) {
    Parameter known = parameters.get(parameter);
    return known == null ? Text.ANY : known.values();
  }

  /** What a value as it was said means. */
  JsonElement meaning(String parameter, String value) {
    return parameters.getOrDefault(parameter, Parameter.UNKNOWN).meaning(value);
  }
}
