// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.toolcall;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.openautoglm.engine.grammar.Choice;
import org.openautoglm.engine.grammar.JsonSchema;
import org.openautoglm.engine.grammar.Text;

/**
 * A parameter whose values stand as they are when they are strings, and as JSON otherwise.
 *
 * @param values what may be said
 * @param types names of types, none when the schema leaves them open
 * @param listed what each of the values means that may be said, none when not all are listed
 */
record Parameter(Text values, Set<String> types, Map<String, JsonElement> listed) {

  /** One that no schema describes. */
  static final Parameter UNKNOWN = new Parameter(Text.ANY, Set.of(), Map.of());

  /**
   * @param schema that holds the parameter's own
   * @throws IllegalArgumentException when that takes too much work
   */
  static Parameter read(JsonSchema schema, Object own) {
    Set<String> types = schema.types(own);
    List<Object> values = schema.values(own);
    if (!values.isEmpty()) {
      Map<String, JsonElement> listed = new LinkedHashMap<>();
      for (Object value : values) {
        String said = value instanceof String text ? text : JsonText.of(value);
        JsonElement meaning =
            value instanceof String text
                ? new JsonPrimitive(text)
                : JsonText.read(said).orElseThrow();
        listed.putIfAbsent(said, meaning);
      }
      return new Parameter(Choice.of(listed.keySet()), types, listed);
    }
    boolean free = types.isEmpty() || types.contains("string");
    return new Parameter(free ? Text.ANY : schema.text(own), types, Map.of());
  }

  /** What a value as it was said means. */
  JsonElement meaning(String said) {
    JsonElement known = listed.get(said);
    if (known != null) {
      return known;
    }
    JsonElement text = new JsonPrimitive(said);
    JsonElement value = JsonText.read(said).orElse(text);
    return types.contains("string") && !isOtherThanString(value) ? text : value;
  }

  /** What is no string although the schema allows strings: a number may well be one. */
  private boolean isOtherThanString(JsonElement value) {
    return value.isJsonNull() && types.contains("null")
        || value.isJsonArray() && types.contains("array")
        || value.isJsonObject() && types.contains("object");
  }
}
