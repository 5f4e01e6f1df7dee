// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.toolcall;

import com.google.gson.JsonElement;
import java.util.LinkedHashMap;
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
  private static final Map<String, Object> ANYTHING = Map.of("type", "object");

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
      return read(name, new JsonSchema(schema));
    } catch (IllegalArgumentException e) {
      return new ToolDefinition(
          name, freely(schema), Set.of(), true, new JsonSchema(ANYTHING).text());
    }
  }

  private static ToolDefinition read(String name, JsonSchema schema) {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    schema.properties().forEach((key, own) -> parameters.put(key, Parameter.read(schema, own)));
    Set<String> required = schema.required();
    // those that must be there are there, whether they are described or not
    required.forEach(each -> parameters.putIfAbsent(each, Parameter.UNKNOWN));
    return new ToolDefinition(name, parameters, required, schema.isOpen(), schema.text());
  }

  /** What plain types say of how values are read. */
  private static Map<String, Parameter> freely(Map<?, ?> schema) {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    if (schema.get("properties") instanceof Map<?, ?> properties) {
      properties.forEach(
          (key, own) -> {
            if (own instanceof Map<?, ?> map && map.get("type") instanceof String type) {
              parameters.put(String.valueOf(key), new Parameter(Text.ANY, Set.of(type), Map.of()));
            }
          });
    }
    return parameters;
  }

  /** What a value as it was said means. */
  JsonElement meaning(String parameter, String value) {
    return parameters.getOrDefault(parameter, Parameter.UNKNOWN).meaning(value);
  }
}
