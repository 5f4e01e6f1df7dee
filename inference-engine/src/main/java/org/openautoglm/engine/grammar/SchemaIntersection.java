// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

import java.util.ArrayList;
import java.util.HashSet;
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

  /** What joining a schema costs: how much of it is looked at or copied. */
  static int size(Map<Object, Object> schema) {
    int size = 1;
    for (Object value : schema.values()) {
      size +=
          value instanceof List<?> list
              ? list.size()
              : value instanceof Map<?, ?> map ? map.size() : 1;
    }
    return size;
  }

  /**
   * What is equal for schemas that say the same: schemas within them are compared as the objects
   * that they are, since to look into them takes too long.
   */
  static Object key(Map<Object, Object> schema) {
    Map<Object, Object> key = new LinkedHashMap<>();
    schema.forEach((name, value) -> key.put(name, key(String.valueOf(name), value)));
    return key;
  }

  private static Object key(String name, Object value) {
    return switch (name) {
      case "properties" -> {
        Map<Object, Object> inner = new LinkedHashMap<>();
        ((Map<?, ?>) value).forEach((property, each) -> inner.put(property, new Same(each)));
        yield inner;
      }
      case "prefixItems" -> list(value).stream().map(Same::new).toList();
      case "items", "additionalProperties" -> new Same(value);
      default -> value;
    };
  }

  /** An object that is equal to itself only. */
  private record Same(Object object) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Same that && object == that.object;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(object);
    }
  }

  private static Object joined(String key, Object one, Object other) {
    return switch (key) {
      case "type" -> types(list(one), list(other));
      case "enum" -> {
        Set<Object> others = new HashSet<>(list(other));
        yield list(one).stream().filter(others::contains).toList();
      }
      case "required" -> {
        Set<Object> both = new LinkedHashSet<>(list(one));
        both.addAll(list(other));
        yield new ArrayList<>(both);
      }
      case "properties" -> properties((Map<?, ?>) one, (Map<?, ?>) other);
      case "items", "additionalProperties" -> both(one, other);
      case "prefixItems" -> prefixes(list(one), list(other));
      case "minItems" -> number(one) >= number(other) ? one : other;
      case "maxItems" -> number(one) <= number(other) ? one : other;
      default -> other;
    };
  }

  private static Object both(Object one, Object other) {
    return one == other ? one : Map.of("allOf", List.of(one, other));
  }

  private static List<?> list(Object value) {
    return (List<?>) value;
  }

  private static double number(Object value) {
    return ((Number) value).doubleValue();
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

  private static Object properties(Map<?, ?> some, Map<?, ?> others) {
    Map<Object, Object> all = new LinkedHashMap<>(some);
    others.forEach(
        (name, schema) ->
            all.put(name, all.containsKey(name) ? both(all.get(name), schema) : schema));
    return all;
  }

  private static List<Object> prefixes(List<?> some, List<?> others) {
    List<Object> all = new ArrayList<>();
    for (int i = 0; i < Math.max(some.size(), others.size()); i++) {
      boolean inBoth = i < some.size() && i < others.size();
      all.add(
          inBoth
              ? both(some.get(i), others.get(i))
              : i < some.size() ? some.get(i) : others.get(i));
    }
    return all;
  }
}
