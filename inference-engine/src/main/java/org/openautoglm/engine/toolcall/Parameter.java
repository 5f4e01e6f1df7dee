// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.toolcall;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.openautoglm.engine.grammar.JsonSchemaText;
import org.openautoglm.engine.grammar.Literals;
import org.openautoglm.engine.grammar.Text;

/**
 * What a parameter's schema says of its values: JSON Schema 2020-12's {@code type}, {@code enum}
 * and {@code const}. In a call strings stand as they are, and everything else as JSON: so the chat
 * templates of the family write them.
 *
 * @param values what may be said
 * @param types names of types, none when the schema does not say
 */
record Parameter(Text values, Set<String> types) {
  private static final Gson JSON =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().create();
  private static final TypeAdapter<JsonElement> ELEMENTS = JSON.getAdapter(JsonElement.class);

  /** One that no schema describes. */
  static final Parameter UNKNOWN = new Parameter(Text.ANY, Set.of());

  /**
   * @param root what references in the schema are looked up in
   */
  static Parameter read(Map<?, ?> schema, Map<?, ?> root) {
    Set<String> types = types(schema.get("type"));
    return new Parameter(values(schema, types, root), types);
  }

  private static Set<String> types(Object type) {
    if (type instanceof List<?> list) {
      return list.stream().map(String::valueOf).collect(Collectors.toSet());
    }
    return type instanceof String name ? Set.of(name) : Set.of();
  }

  private static Text values(Map<?, ?> schema, Set<String> types, Map<?, ?> root) {
    if (schema.containsKey("const")) {
      return Literals.of(written(schema.get("const")));
    }
    if (schema.get("enum") instanceof List<?> values && !values.isEmpty()) {
      return Literals.of(values.stream().map(Parameter::written).toList());
    }
    if (types.isEmpty() || types.contains("string")) {
      return Text.ANY;
    }
    try {
      return JsonSchemaText.of(schema, root);
    } catch (IllegalArgumentException e) {
      // such a schema holds nothing to anything
      return Text.ANY;
    }
  }

  private static String written(Object value) {
    return value instanceof String text ? text : JSON.toJson(value);
  }

  /** What a value as it was said means: JSON, or else the string that it is. */
  JsonElement meaning(String said) {
    boolean nothing = types.contains("null") && said.equals("null");
    if (types.contains("string") && !nothing) {
      return new JsonPrimitive(said);
    }
    try (JsonReader reader = new JsonReader(new StringReader(said))) {
      JsonElement value = ELEMENTS.read(reader);
      return reader.peek() == JsonToken.END_DOCUMENT ? value : new JsonPrimitive(said);
    } catch (IOException | JsonParseException | IllegalStateException e) {
      return new JsonPrimitive(said);
    }
  }
}
