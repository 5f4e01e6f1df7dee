// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Arithmetic, concatenation and comparison. */
final class Operations {

  private Operations() {}

  record Binary(String operator, Expression left, Expression right) implements Expression {

    @Override
    public Object evaluate(Scope scope) {
      return apply(operator, left.evaluate(scope), right.evaluate(scope), scope.rendering());
    }
  }

  record Sign(String sign, Expression operand) implements Expression {

    @Override
    public Object evaluate(Scope scope) {
      Object value = operand.evaluate(scope);
      if (PythonNumbers.isNumber(value)) {
        return sign.equals("-") && value instanceof Double number
            ? (Object) (-number)
            : PythonNumbers.apply(sign, 0L, value);
      }
      if (value instanceof Undefined undefined) {
        throw undefined.used();
      }
      throw JinjaException.failure(
          "bad operand type for unary " + sign + ": '" + Values.typeName(value) + "'");
    }
  }

  record Concatenation(List<Expression> parts) implements Expression {

    @Override
    public Object evaluate(Scope scope) {
      Output out = new Output(scope.rendering());
      for (Expression part : parts) {
        out.append(Printer.text(part.evaluate(scope), scope.rendering()));
      }
      return out.toString();
    }
  }

  record Comparison(String operator, Expression right) {}

  /** A chain as {@code a < b < c}: every neighbour must compare. */
  record Compare(Expression first, List<Comparison> rest) implements Expression {

    @Override
    public Object evaluate(Scope scope) {
      Object left = first.evaluate(scope);
      for (Comparison comparison : rest) {
        Object right = comparison.right().evaluate(scope);
        if (!holds(comparison.operator(), left, right, scope.rendering())) {
          return false;
        }
        left = right;
      }
      return true;
    }
  }

  static boolean holds(String operator, Object left, Object right, Rendering rendering) {
    return switch (operator) {
      case "==" -> Values.equal(left, right, rendering);
      case "!=" -> !Values.equal(left, right, rendering);
      case "<" -> Values.compare("<", left, right, rendering) < 0;
      case "<=" -> Values.compare("<=", left, right, rendering) <= 0;
      case ">" -> Values.compare(">", left, right, rendering) > 0;
      case ">=" -> Values.compare(">=", left, right, rendering) >= 0;
      case "in" -> contains(right, left, rendering);
      case "not in" -> !contains(right, left, rendering);
      default -> throw new IllegalArgumentException(operator);
    };
  }

  static boolean contains(Object container, Object item, Rendering rendering) {
    if (container instanceof String text) {
      if (!(item instanceof String part)) {
        throw JinjaException.failure(
            "'in <string>' requires string as left operand, not " + Values.typeName(item));
      }
      rendering.text(text.length());
      return text.contains(part);
    }
    if (container instanceof Map<?, ?> map) {
      return !(item instanceof Tuple) && map.containsKey(Values.key(item));
    }
    if (container instanceof List<?> list) {
      return list.stream().anyMatch(each -> Values.equal(each, item, rendering));
    }
    if (container instanceof Undefined) {
      return false;
    }
    throw JinjaException.failure(
        "argument of type '" + Values.typeName(container) + "' is not iterable");
  }

  static Object apply(String operator, Object left, Object right, Rendering rendering) {
    for (Object side : new Object[] {left, right}) {
      if (side instanceof Undefined undefined) {
        throw undefined.used();
      }
    }
    rendering.work(1);
    if (PythonNumbers.isNumber(left) && PythonNumbers.isNumber(right)) {
      return PythonNumbers.apply(operator, left, right);
    }
    if (operator.equals("%") && left instanceof String format) {
      return Formatting.percent(format, right, rendering);
    }
    if (operator.equals("+") && left instanceof String a && right instanceof String b) {
      rendering.text((long) a.length() + b.length());
      return a + b;
    }
    if (operator.equals("+")
        && left instanceof List<?> a
        && right instanceof List<?> b
        && a instanceof Tuple == b instanceof Tuple) {
      return joined(a, b, rendering);
    }
    if (operator.equals("*") && PythonNumbers.isInteger(right)) {
      return repeated(left, right, rendering);
    }
    if (operator.equals("*") && PythonNumbers.isInteger(left)) {
      return repeated(right, left, rendering);
    }
    throw unsupported(operator, left, right);
  }

  private static Object joined(List<?> a, List<?> b, Rendering rendering) {
    rendering.list((long) a.size() + b.size());
    List<Object> all = new ArrayList<>(a.size() + b.size());
    all.addAll(a);
    all.addAll(b);
    return a instanceof Tuple ? new Tuple(all) : all;
  }

  private static Object repeated(Object value, Object count, Rendering rendering) {
    long times =
        Math.max(0, count instanceof Number number ? number.longValue() : (Boolean) count ? 1 : 0);
    times =
        PythonNumbers.big(count).bitLength() >= Integer.SIZE && times > 0
            ? Integer.MAX_VALUE
            : times;
    if (value instanceof String text) {
      rendering.text(text.length() * times);
      return text.repeat((int) times);
    }
    if (value instanceof List<?> list) {
      rendering.list(list.size() * times);
      List<Object> all = new ArrayList<>();
      for (long i = 0; i < times && !list.isEmpty(); i++) {
        all.addAll(list);
      }
      return value instanceof Tuple ? new Tuple(all) : all;
    }
    throw unsupported("*", value, count);
  }

  private static JinjaException unsupported(String operator, Object left, Object right) {
    if (operator.equals("+") && (left instanceof String || left instanceof List)) {
      String type = Values.typeName(left);
      return JinjaException.failure(
          String.format(
              "can only concatenate %s (not \"%s\") to %s", type, Values.typeName(right), type));
    }
    if (operator.equals("*") && (left instanceof String || left instanceof List)) {
      return JinjaException.failure(
          "can't multiply sequence by non-int of type '" + Values.typeName(right) + "'");
    }
    return JinjaException.failure(
        String.format(
            "unsupported operand type(s) for %s: '%s' and '%s'",
            operator, Values.typeName(left), Values.typeName(right)));
  }
}
