// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What can follow {@code is}. */
final class Tests {

  /** A test of a value. */
  @FunctionalInterface
  interface Test {

    boolean holds(Object value, Arguments arguments, Rendering rendering);
  }

  static final Map<String, Test> ALL = register();

  private Tests() {}

  private static Map<String, Test> register() {
    Map<String, Test> all = new TreeMap<>();
    plain(all, "defined", value -> !(value instanceof Undefined));
    plain(all, "undefined", value -> value instanceof Undefined);
    plain(all, "none", value -> value == null);
    plain(all, "boolean", value -> value instanceof Boolean);
    plain(all, "true", value -> Boolean.TRUE.equals(value));
    plain(all, "false", value -> Boolean.FALSE.equals(value));
    plain(all, "integer", value -> PythonNumbers.isInteger(value) && !(value instanceof Boolean));
    plain(all, "float", value -> value instanceof Double);
    plain(all, "number", PythonNumbers::isNumber);
    plain(all, "string", value -> value instanceof String);
    plain(all, "mapping", value -> value instanceof Map);
    plain(all, "sequence", Values::isIterable);
    plain(all, "iterable", Values::isIterable);
    plain(all, "callable", value -> value instanceof Function);
    plain(all, "lower", value -> value instanceof String text && isCase(text, false));
    plain(all, "upper", value -> value instanceof String text && isCase(text, true));
    plain(all, "escaped", value -> false);
    plain(all, "filter", value -> value instanceof String name && Filters.ALL.containsKey(name));
    plain(all, "test", value -> value instanceof String name && Tests.ALL.containsKey(name));
    all.put("even", (value, arguments, rendering) -> hasRest(value, 0L, rendering));
    all.put("odd", (value, arguments, rendering) -> hasRest(value, 1L, rendering));
    with(all, "divisibleby", Tests::isMultiple);
    with(all, "sameas", (value, other, rendering) -> isSame(value, other));
    with(all, "in", (value, other, rendering) -> Operations.contains(other, value, rendering));
    compare(all, "==", "eq", "equalto");
    compare(all, "!=", "ne");
    compare(all, "<", "lt", "lessthan");
    compare(all, "<=", "le");
    compare(all, ">", "gt", "greaterthan");
    compare(all, ">=", "ge");
    return all;
  }

  private interface Relation {
    boolean holds(Object value, Object other, Rendering rendering);
  }

  private static void plain(Map<String, Test> all, String name, Predicate<Object> predicate) {
    all.put(name, (value, arguments, rendering) -> predicate.test(value));
  }

  private static void with(Map<String, Test> all, String name, Relation relation) {
    all.put(
        name,
        (value, arguments, rendering) ->
            relation.holds(value, arguments.bind(name, 1, "other").get(0), rendering));
  }

  private static void compare(Map<String, Test> all, String operator, String... names) {
    Relation relation =
        (value, other, rendering) -> Operations.holds(operator, value, other, rendering);
    with(all, operator, relation);
    for (String name : names) {
      with(all, name, relation);
    }
  }

  private static boolean isCase(String text, boolean upper) {
    return text.codePoints().anyMatch(PythonText::isCased)
        && text.codePoints()
            .noneMatch(c -> upper ? Character.isLowerCase(c) : Character.isUpperCase(c));
  }

  private static boolean isMultiple(Object value, Object divisor, Rendering rendering) {
    return !Values.isTrue(Operations.apply("%", value, divisor, rendering));
  }

  private static boolean hasRest(Object value, long rest, Rendering rendering) {
    return Values.equal(Operations.apply("%", value, 2L, rendering), rest, rendering);
  }

  /** Identity; of the values that Python keeps once each, equality is identity. */
  private static boolean isSame(Object value, Object other) {
    return value == other
        || (value instanceof Boolean && value.equals(other))
        || (value instanceof Long && value.equals(other));
  }
}
