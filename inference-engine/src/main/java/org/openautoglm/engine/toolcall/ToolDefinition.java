// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.toolcall;

import com.google.gson.JsonElement;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.openautoglm.engine.grammar.JsonSchema;
import org.openautoglm.engine.grammar.Text;

/**
 * What a tool's definition says of a call.
 *
 * @param parameters those that the definition lists
 * @param required names of parameters that a call must have
 * @param open whether a call may have others, whose names are not known here
 * @param arguments all of them as the text of a JSON object
 */
record ToolDefinition(
    String name,
    Map<String, Parameter> parameters,
    Set<String> required,
    boolean open,
    Text arguments) {

  private static final Map<String, Object> NOTHING =
      Map.of("type", "object", "properties", Map.of());

  /** Where else a schema may say which properties there are. */
  private static final Set<String> ELSEWHERE =
      Set.of("$ref", "allOf", "anyOf", "oneOf", "patternProperties");

  /**
   * Reads a definition as chat requests bring it, with or without its envelope {@code {"type":
   * "function", "function": ...}}. A schema that nothing can be held to leaves arguments free.
   */
  static ToolDefinition read(Map<String, Object> definition) {
    Map<?, ?> function = definition.get("function") instanceof Map<?, ?> inner ? inner : definition;
    Map<?, ?> schema =
        function.get("parameters") instanceof Map<?, ?> map && !map.isEmpty() ? map : NOTHING;
    String name = String.valueOf(function.get("name"));
    try {
      return read(name, schema);
    } catch (IllegalArgumentException e) {
      Text anyObject = new JsonSchema(Map.of("type", "object")).text();
      return new ToolDefinition(name, Map.of(), Set.of(), true, anyObject);
    }
  }

  private static ToolDefinition read(String name, Map<?, ?> schema) {
    JsonSchema json = new JsonSchema(schema);
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    if (schema.get("properties") instanceof Map<?, ?> properties) {
      properties.forEach(
          (key, own) -> parameters.put(String.valueOf(key), Parameter.read(json, own)));
    }
    Set<String> required = new LinkedHashSet<>();
    if (schema.get("required") instanceof List<?> names) {
      names.forEach(each -> required.add(String.valueOf(each)));
    }
    // those that must be there are there, whether they are described or not
    required.forEach(each -> parameters.putIfAbsent(each, Parameter.UNKNOWN));
    return new ToolDefinition(name, parameters, required, isOpen(schema), json.text());
  }

  /** Properties that are listed are all of them, as in {@link JsonSchema}. */
  private static boolean isOpen(Map<?, ?> schema) {
    Object additional = schema.get("additionalProperties");
    boolean listed = additional == null && schema.containsKey("properties");
    return !listed && !Boolean.FALSE.equals(additional)
        || ELSEWHERE.stream().anyMatch(schema::containsKey);
  }

  /** What a value as it was said means. */
  JsonElement meaning(String parameter, String value) {
    return parameters.getOrDefault(parameter, Parameter.UNKNOWN).meaning(value);
  }
}
