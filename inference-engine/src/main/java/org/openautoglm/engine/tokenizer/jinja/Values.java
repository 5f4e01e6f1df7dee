// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The values a template works on: None is {@code null}, the others are {@code Boolean}, {@link
 * PythonNumbers}, {@code String}, {@code List}, {@link Tuple}, {@code Map}, and the interpreter's
 * own {@link Undefined}, {@link Namespace} and {@link Function}. None of them is ever changed.
 */
final class Values {
  private static final int DEEPEST = 400;

  private Values() {}

  /**
   * Converts a JSON value of the caller.
   *
   * @throws IllegalArgumentException when it is anything else, so that no Java object gets in
   */
  static Object of(Object value) {
    return of(value, 0);
  }

  private static Object of(Object value, int depth) {
    if (depth > DEEPEST) {
      throw JinjaException.failure("the conversation is nested more than " + DEEPEST + " deep");
    }
    if (value == null || value instanceof Boolean || value instanceof String) {
      return value;
    }
    if (value instanceof Number number) {
      return number(number);
    }
    if (value instanceof Collection<?> collection) {
      List<Object> list = new ArrayList<>(collection.size());
      collection.forEach(item -> list.add(of(item, depth + 1)));
      return list;
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> dict = new LinkedHashMap<>();
      map.forEach((key, item) -> dict.put((String) key, of(item, depth + 1)));
      return dict;
    }
    throw new IllegalArgumentException("not a JSON value: " + value.getClass().getName());
  }

  private static Object number(Number value) {
    if (value instanceof BigInteger integer) {
      return PythonNumbers.integer(integer);
    }
    if (value instanceof Double || value instanceof Float || value instanceof BigDecimal) {
      return value.doubleValue();
    }
    return value.longValue();
  }

  static boolean isTrue(Object value) {
    if (value == null || value instanceof Undefined) {
      return false;
    }
    if (value instanceof Boolean flag) {
      return flag;
    }
    if (value instanceof Number) {
      return value instanceof BigInteger || ((Number) value).doubleValue() != 0;
    }
    if (value instanceof String text) {
      return !text.isEmpty();
    }
    if (value instanceof Collection<?> items) {
      return !items.isEmpty();
    }
    return !(value instanceof Map<?, ?> map) || !map.isEmpty();
  }

  static String typeName(Object value) {
    if (value == null) {
      return "NoneType";
    }
    if (value instanceof Boolean) {
      return "bool";
    }
    if (value instanceof Double) {
      return "float";
    }
    if (value instanceof Number) {
      return "int";
    }
    if (value instanceof String) {
      return "str";
    }
    if (value instanceof Tuple) {
      return "tuple";
    }
    if (value instanceof List) {
      return "list";
    }
    if (value instanceof Map) {
      return "dict";
    }
    return value instanceof Function ? "function" : value.getClass().getSimpleName();
  }

  /** How Jinja2's messages name a value. */
  static String describe(Object value) {
    return value == null ? "None" : typeName(value) + " object";
  }

  /** Fails if the value does not exist. */
  static void requireDefined(Object value) {
    if (value instanceof Undefined undefined) {
      throw undefined.used();
    }
  }

  static boolean isIterable(Object value) {
    return value instanceof String
        || value instanceof List
        || value instanceof Map
        || value instanceof Undefined;
  }

  /** The items of anything that can be iterated over. */
  static List<Object> iterate(Object value, Rendering rendering) {
    if (value instanceof Undefined) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      rendering.list(list.size());
      return uncheckedList(list);
    }
    if (value instanceof Map<?, ?> map) {
      rendering.list(map.size());
      return new ArrayList<>(map.keySet());
    }
    if (value instanceof String text) {
      rendering.list(PythonText.length(text));
      return new ArrayList<>(text.codePoints().mapToObj(Character::toString).toList());
    }
    throw JinjaException.failure("'" + typeName(value) + "' object is not iterable");
  }

  @SuppressWarnings("unchecked")
  private static List<Object> uncheckedList(List<?> list) {
    return (List<Object>) list;
  }

  static long length(Object value) {
    if (value instanceof String text) {
      return PythonText.length(text);
    }
    if (value instanceof Collection<?> items) {
      return items.size();
    }
    if (value instanceof Map<?, ?> map) {
      return map.size();
    }
    if (value instanceof Undefined) {
      return 0;
    }
    throw JinjaException.failure("object of type '" + typeName(value) + "' has no len()");
  }

  /** Something a dict can have as a key. */
  static Object key(Object value) {
    if (value == null || value instanceof String || PythonNumbers.isNumber(value)) {
      return value;
    }
    throw JinjaException.failure("unhashable type: '" + typeName(value) + "'");
  }

  static boolean equal(Object left, Object right, Rendering rendering) {
    rendering.work(1);
    if (PythonNumbers.isNumber(left) && PythonNumbers.isNumber(right)) {
      return PythonNumbers.compare(left, right) == 0;
    }
    if (left instanceof Undefined && right instanceof Undefined) {
      return true;
    }
    if (left instanceof List<?> a && right instanceof List<?> b) {
      return equalLists(a, b, rendering);
    }
    if (left instanceof Map<?, ?> a && right instanceof Map<?, ?> b) {
      return a.size() == b.size()
          && a.entrySet().stream()
              .allMatch(
                  entry ->
                      b.containsKey(entry.getKey())
                          && equal(entry.getValue(), b.get(entry.getKey()), rendering));
    }
    return left == null || left instanceof Attributed || left instanceof Function
        ? left == right
        : left.equals(right);
  }

  private static boolean equalLists(List<?> a, List<?> b, Rendering rendering) {
    if (a.size() != b.size() || a instanceof Tuple != b instanceof Tuple) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!equal(a.get(i), b.get(i), rendering)) {
        return false;
      }
    }
    return true;
  }

  /** Order as {@code <} sees it. */
  static int compare(String operator, Object left, Object right, Rendering rendering) {
    if (PythonNumbers.isNumber(left) && PythonNumbers.isNumber(right)) {
      return PythonNumbers.compare(left, right);
    }
    if (left instanceof String a && right instanceof String b) {
      return PythonText.ORDER.compare(a, b);
    }
    if (left instanceof List<?> a
        && right instanceof List<?> b
        && typeName(a).equals(typeName(b))) {
      for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
        if (!equal(a.get(i), b.get(i), rendering)) {
          return compare(operator, a.get(i), b.get(i), rendering);
        }
      }
      return Integer.compare(a.size(), b.size());
    }
    for (Object side : new Object[] {left, right}) {
      if (side instanceof Undefined undefined) {
        throw undefined.used();
      }
    }
    throw JinjaException.failure(
        String.format(
            "'%s' not supported between instances of '%s' and '%s'",
            operator, typeName(left), typeName(right)));
  }
}
