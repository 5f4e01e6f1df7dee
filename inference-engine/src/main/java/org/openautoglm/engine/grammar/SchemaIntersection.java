// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Joins two schemas without references and alternatives into one that says what both say. */
final class SchemaIntersection {
  private SchemaIntersection() {}

  /** The joined schema, or null when nothing can keep to both. */
  static Map<Object, Object> of(Map<Object, Object> one, Map<Object, Object> other) {
    Map<Object, Object> all = new LinkedHashMap<>(one);
    for (Map.Entry<Object, Object> entry : other.entrySet()) {
      Object key = entry.getKey();
      Object joined =
          all.containsKey(key)
              ? joined(String.valueOf(key), all.get(key), entry.getValue())
              : entry.getValue();
      boolean excluded = joined instanceof List<?> list && list.isEmpty();
      if (excluded && (key.equals("type") || key.equals("enum"))) {
        return null;
      }
      all.put(key, joined);
    }
    return all;
  }

  private static Object joined(String key, Object one, Object other) {
    return switch (key) {
      case "type" -> types(list(one), list(other));
      case "enum" -> list(one).stream().filter(list(other)::contains).toList();
      case "required" -> {
        Set<Object> both = new LinkedHashSet<>(list(one));
        both.addAll(list(other));
        yield new ArrayList<>(both);
      }
      case "properties" -> properties(one, other);
      case "items", "additionalProperties" -> Map.of("allOf", List.of(one, other));
      case "prefixItems" -> prefixes(list(one), list(other));
      case "minItems" -> number(one) >= number(other) ? one : other;
      case "maxItems" -> number(one) <= number(other) ? one : other;
      default -> other;
    };
  }

  private static List<?> list(Object value) {
    return value instanceof List<?> list ? list : List.of(String.valueOf(value));
  }

  private static double number(Object value) {
    return value instanceof Number number ? number.doubleValue() : 0;
  }

  private static List<Object> types(List<?> some, List<?> others) {
    Set<Object> both = new LinkedHashSet<>();
    for (Object type : some) {
      if (others.contains(type)) {
        both.add(type);
      } else if (type.equals("number") && others.contains("integer")
          || type.equals("integer") && others.contains("number")) {
        both.add("integer");
      }
    }
    return new ArrayList<>(both);
  }

  private static Object properties(Object one, Object other) {
    if (!(one instanceof Map<?, ?> some && other instanceof Map<?, ?> others)) {
      return other;
    }
    Map<Object, Object> both = new LinkedHashMap<>(some);
    others.forEach(
        (name, schema) ->
            both.put(
                name,
                both.containsKey(name)
                    ? Map.of("allOf", List.of(both.get(name), schema))
                    : schema));
    return both;
  }

  private static List<Object> prefixes(List<?> some, List<?> others) {
    List<Object> both = new ArrayList<>();
    for (int i = 0; i < Math.max(some.size(), others.size()); i++) {
      both.add(
          i >= some.size()
              ? others.get(i)
              : i >= others.size()
                  ? some.get(i)
                  : Map.of("allOf", List.of(some.get(i), others.get(i))));
    }
    return both;
  }
}
