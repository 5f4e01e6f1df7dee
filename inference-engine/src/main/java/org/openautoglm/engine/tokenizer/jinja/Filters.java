// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All filters; here are those that work on single values. */
final class Filters {

  /** What follows a bar. */
  @FunctionalInterface
  interface Filter {

    Object apply(Object value, Arguments arguments, Rendering rendering);
  }

  static final Map<String, Filter> ALL = register();

  private Filters() {}

  private static Map<String, Filter> register() {
    Map<String, Filter> all = new TreeMap<>();
    all.put("default", Filters::orDefault);
    all.put("d", Filters::orDefault);
    all.put("tojson", Filters::toJson);
    all.put("length", (value, arguments, rendering) -> Values.length(value));
    all.put("count", (value, arguments, rendering) -> Values.length(value));
    all.put("string", (value, arguments, rendering) -> Printer.text(value, rendering));
    all.put("safe", (value, arguments, rendering) -> Printer.text(value, rendering));
    all.put("int", Filters::toInteger);
    all.put("float", Filters::toFloat);
    all.put("abs", Filters::absolute);
    all.put("round", Filters::round);
    all.put("attr", Filters::attribute);
    TextFilters.register(all);
    SequenceFilters.register(all);
    SelectionFilters.register(all);
    return all;
  }

  private static Object orDefault(Object value, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind("default", 0, "default_value", "boolean");
    boolean missing = value instanceof Undefined || (bound.flag(1, false) && !Values.isTrue(value));
    return missing ? (bound.has(0) ? bound.get(0) : "") : value;
  }

  private static Object toJson(Object value, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound =
        arguments.bind("tojson", 0, "ensure_ascii", "indent", "separators", "sort_keys");
    String indent = indent(bound, rendering);
    String items = indent == null ? ", " : ",";
    String keys = ": ";
    if (bound.get(2) instanceof List<?> separators && separators.size() == 2) {
      items = Printer.text(separators.get(0), rendering);
      keys = Printer.text(separators.get(1), rendering);
    }
    JsonPrinter.Style style =
        new JsonPrinter.Style(bound.flag(0, false), indent, items, keys, bound.flag(3, false));
    return JsonPrinter.print(value, style, rendering);
  }

  private static String indent(Arguments.Bound bound, Rendering rendering) {
    if (bound.get(1) == null || bound.get(1) instanceof String) {
      return bound.text(1, null);
    }
    long width = Math.max(0, bound.integer(1, 0));
    rendering.text(width);
    return " ".repeat((int) width);
  }

  private static Object toInteger(Object value, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind("int", 0, "default", "base");
    Object absent = bound.has(0) ? bound.get(0) : (Object) 0L;
    Values.requireDefined(value);
    if (PythonNumbers.isInteger(value)) {
      return PythonNumbers.integer(PythonNumbers.big(value));
    }
    if (value instanceof Double number) {
      return truncated(number, absent);
    }
    if (!(value instanceof String text)) {
      return absent;
    }
    long base = bound.integer(1, 10);
    if (base < Character.MIN_RADIX || base > Character.MAX_RADIX) {
      return absent;
    }
    return PythonNumbers.parseInteger(withoutPrefix(text, (int) base), (int) base)
        .orElseGet(
            () ->
                PythonNumbers.parseReal(text)
                    .map(number -> truncated(number, absent))
                    .orElse(absent));
  }

  private static String withoutPrefix(String text, int base) {
    String prefix = base == 16 ? "0[xX]" : base == 8 ? "0[oO]" : base == 2 ? "0[bB]" : "$";
    return PythonText.strip(text, null, true, true).replaceFirst("^([+-]?)" + prefix, "$1");
  }

  private static Object truncated(double number, Object absent) {
    return Double.isNaN(number) || Double.isInfinite(number)
        ? absent
        : PythonNumbers.integer(new BigDecimal(number).toBigInteger());
  }

  private static Object toFloat(Object value, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind("float", 0, "default");
    Object absent = bound.has(0) ? bound.get(0) : (Object) 0.0;
    Values.requireDefined(value);
    if (PythonNumbers.isNumber(value)) {
      return PythonNumbers.real(value);
    }
    return value instanceof String text
        ? PythonNumbers.parseReal(text).map(number -> (Object) number).orElse(absent)
        : absent;
  }

  private static Object absolute(Object value, Arguments arguments, Rendering rendering) {
    if (value instanceof Double number) {
      return Math.abs(number);
    }
    if (PythonNumbers.isInteger(value)) {
      return PythonNumbers.integer(PythonNumbers.big(value).abs());
    }
    Values.requireDefined(value);
    throw JinjaException.failure("bad operand type for abs(): '" + Values.typeName(value) + "'");
  }

  private static Object round(Object value, Arguments arguments, Rendering rendering) {
    Arguments.Bound bound = arguments.bind("round", 0, "precision", "method");
    long places = Math.max(-400, Math.min(400, bound.integer(0, 0)));
    RoundingMode mode =
        switch (bound.text(1, "common")) {
          case "common" -> RoundingMode.HALF_EVEN;
          case "ceil" -> RoundingMode.CEILING;
          case "floor" -> RoundingMode.FLOOR;
          default -> throw JinjaException.failure("method must be common, ceil or floor");
        };
    Values.requireDefined(value);
    if (!PythonNumbers.isNumber(value)) {
      throw JinjaException.failure(
          "type " + Values.typeName(value) + " doesn't define __round__ method");
    }
    if (PythonNumbers.isInteger(value) && mode == RoundingMode.HALF_EVEN) {
      BigInteger whole = PythonNumbers.big(value);
      return PythonNumbers.integer(
          new BigDecimal(whole).setScale((int) Math.min(0, places), mode).toBigInteger());
    }
    double number = PythonNumbers.real(value);
    return Double.isNaN(number) || Double.isInfinite(number)
        ? number
        : new BigDecimal(number).setScale((int) places, mode).doubleValue();
  }

  private static Object attribute(Object value, Arguments arguments, Rendering rendering) {
    String name = arguments.bind("attr", 1, "name").text(0, "");
    return value instanceof Map ? Undefined.attribute(value, name) : Access.attribute(value, name);
  }
}
