// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The keywords of a schema that an answer is held to, each in one form: lists where there may be
 * lists, and nothing that is not what its keyword takes. Titles and the like, by which schemas
 * differ that say the same, are left out.
 */
final class SchemaKeywords {
  /** Beyond this not every whole number is a double. */
  private static final double LARGEST_WHOLE = 1L << 53;

  private final Map<?, ?> schema;
  private final Map<Object, Object> keywords = new LinkedHashMap<>();

  private SchemaKeywords(Map<?, ?> schema) {
    this.schema = schema;
  }

  static Map<Object, Object> of(Map<?, ?> schema) {
    SchemaKeywords own = new SchemaKeywords(schema);
    own.ofAll();
    own.ofObjects();
    own.ofArrays();
    return own.keywords;
  }

  private void ofAll() {
    boolean nullable = Boolean.TRUE.equals(schema.get("nullable"));
    Object type = schema.get("type");
    if (type != null) {
      List<Object> types = new ArrayList<>(type instanceof List<?> list ? list : List.of(type));
      if (nullable && !types.contains("null")) {
        types.add("null");
      }
      keywords.put("type", types);
    }
    List<Object> values = new ArrayList<>();
    if (schema.containsKey("const")) {
      values.add(plain(schema.get("const")));
    } else if (schema.get("enum") instanceof List<?> list) {
      list.forEach(each -> values.add(plain(each)));
    }
    if (!values.isEmpty()) {
      if (nullable && !values.contains(null)) {
        values.add(null);
      }
      keywords.put("enum", values);
    }
  }

  /** 1 and 1.0 are the same number. */
  private static Object plain(Object value) {
    boolean whole =
        value instanceof Double number
            && number == Math.rint(number)
            && Math.abs(number) <= LARGEST_WHOLE;
    return whole ? Long.valueOf(((Double) value).longValue()) : value;
  }

  private void ofObjects() {
    keep("properties", Map.class);
    keep("required", List.class);
    Object others = schema.get("additionalProperties");
    boolean byPattern = schema.get("patternProperties") instanceof Map<?, ?> map && !map.isEmpty();
    if (byPattern) {
      // which names match is not looked at
      keywords.put("additionalProperties", Boolean.TRUE);
    } else if (others != null) {
      keywords.put("additionalProperties", others);
    }
  }

  private void ofArrays() {
    keep("minItems", Number.class);
    keep("maxItems", Number.class);
    Object items = schema.get("items");
    // before 2020-12 a list was what prefixItems is now
    boolean old = items instanceof List;
    Object first = old ? items : schema.get("prefixItems");
    Object others = old ? schema.get("additionalItems") : items;
    if (first instanceof List<?> list) {
      keywords.put("prefixItems", list);
    }
    if (others != null) {
      keywords.put("items", others);
    }
  }

  private void keep(String keyword, Class<?> type) {
    Object value = schema.get(keyword);
    if (type.isInstance(value)) {
      keywords.put(keyword, value);
    }
  }
}
