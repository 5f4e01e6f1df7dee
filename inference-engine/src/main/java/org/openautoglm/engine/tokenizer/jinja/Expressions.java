// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Literals, names and logic. */
final class Expressions {

  private Expressions() {}

  record Literal(Object value) implements Expression {

    @Override
    public Object evaluate(Scope scope) {
      return value;
    }
  }

  record Name(String name) implements Expression {

    @Override
    public Object evaluate(Scope scope) {
      return scope.get(name);
    }
  }

  record ListLiteral(List<Expression> items) implements Expression {

    @Override
    public Object evaluate(Scope scope) {
      return evaluateAll(items, scope);
    }
  }

  record TupleLiteral(List<Expression> items) implements Expression {

    @Override
    public Object evaluate(Scope scope) {
      return new Tuple(evaluateAll(items, scope));
    }
  }

  record DictLiteral(List<Expression> keys, List<Expression> values) implements Expression {

    @Override
    public Object evaluate(Scope scope) {
      Map<Object, Object> dict = new LinkedHashMap<>();
      for (int i = 0; i < keys.size(); i++) {
        dict.put(Values.key(keys.get(i).evaluate(scope)), values.get(i).evaluate(scope));
      }
      return dict;
    }
  }

  record And(Expression left, Expression right) implements Expression {

    @Override
    public Object evaluate(Scope scope) {
      Object value = left.evaluate(scope);
      return Values.isTrue(value) ? right.evaluate(scope) : value;
    }
  }

  record Or(Expression left, Expression right) implements Expression {

    @Override
    public Object evaluate(Scope scope) {
      Object value = left.evaluate(scope);
      return Values.isTrue(value) ? value : right.evaluate(scope);
    }
  }

  record Not(Expression operand) implements Expression {

    @Override
    public Object evaluate(Scope scope) {
      return !Values.isTrue(operand.evaluate(scope));
    }
  }

  /**
   * @param otherwise null when there is no {@code else}
   */
  record Conditional(Expression condition, Expression value, Expression otherwise)
      implements Expression {

    @Override
    public Object evaluate(Scope scope) {
      if (Values.isTrue(condition.evaluate(scope))) {
        return value.evaluate(scope);
      }
      return otherwise == null
          ? new Undefined(
              "the inline if-expression evaluated to false and no else section was defined.")
          : otherwise.evaluate(scope);
    }
  }

  private static List<Object> evaluateAll(List<Expression> items, Scope scope) {
    List<Object> values = new ArrayList<>(items.size());
    items.forEach(item -> values.add(item.evaluate(scope)));
    return values;
  }
}
