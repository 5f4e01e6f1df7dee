// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Calls, filters and tests. */
final class Calls {

  private Calls() {}

  /**
   * Arguments as written.
   *
   * @param list what follows {@code *}, or null
   * @param dict what follows {@code **}, or null
   */
  record ArgumentList(
      List<Expression> positional,
      Map<String, Expression> named,
      Expression list,
      Expression dict) {
    static final ArgumentList NONE = new ArgumentList(List.of(), Map.of(), null, null);

    static ArgumentList of(Expression argument) {
      return new ArgumentList(List.of(argument), Map.of(), null, null);
    }

    Arguments evaluate(Scope scope) {
      if (this == NONE) {
        return Arguments.NONE;
      }
      List<Object> values = new ArrayList<>();
      positional.forEach(argument -> values.add(argument.evaluate(scope)));
      if (list != null) {
        values.addAll(Values.iterate(list.evaluate(scope), scope.rendering()));
      }
      Map<String, Object> byName = new LinkedHashMap<>();
      named.forEach((name, argument) -> byName.put(name, argument.evaluate(scope)));
      if (dict != null) {
        addAll(dict.evaluate(scope), byName);
      }
      return new Arguments(values, byName);
    }

    private static void addAll(Object value, Map<String, Object> byName) {
      if (!(value instanceof Map<?, ?> map)) {
        throw JinjaException.failure("argument after ** must be a mapping");
      }
      map.forEach(
          (key, item) -> {
            if (!(key instanceof String name)) {
              throw JinjaException.failure("keywords must be strings");
            }
            byName.put(name, item);
          });
    }
  }

  record Call(Expression callee, ArgumentList arguments) implements Expression {

    @Override
    public Object evaluate(Scope scope) {
      Object function = callee.evaluate(scope);
      return scope.rendering().accounted(call(function, arguments.evaluate(scope), scope));
    }
  }

  static Object call(Object function, Arguments arguments, Scope scope) {
    if (function instanceof Function callable) {
      return callable.call(scope.rendering(), arguments);
    }
    if (function instanceof Undefined undefined) {
      throw undefined.used();
    }
    throw JinjaException.failure("'" + Values.typeName(function) + "' object is not callable");
  }

  record Filter(Expression value, String name, ArgumentList arguments) implements Expression {

    @Override
    public Object evaluate(Scope scope) {
      Object input = value.evaluate(scope);
      return apply(name, input, arguments.evaluate(scope), scope.rendering());
    }

    static Object apply(String name, Object input, Arguments arguments, Rendering rendering) {
      Filters.Filter filter = Filters.ALL.get(name);
      if (filter == null) {
        throw JinjaException.failure("No filter named '" + name + "'.");
      }
      rendering.accounted(input);
      return rendering.accounted(filter.apply(input, arguments, rendering));
    }
  }

  record Test(Expression value, String name, ArgumentList arguments) implements Expression {

    @Override
    public Object evaluate(Scope scope) {
      Object input = value.evaluate(scope);
      return apply(name, input, arguments.evaluate(scope), scope.rendering());
    }

    static boolean apply(String name, Object input, Arguments arguments, Rendering rendering) {
      Tests.Test test = Tests.ALL.get(name);
      if (test == null) {
        throw JinjaException.failure("No test named '" + name + "'.");
      }
      return test.holds(input, arguments, rendering);
    }
  }
}
