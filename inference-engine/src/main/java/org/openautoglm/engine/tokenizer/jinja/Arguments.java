// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The arguments of one call. */
record Arguments(List<Object> positional, Map<String, Object> named) {
  static final Arguments NONE = new Arguments(List.of(), Map.of());

  /**
   * Assigns the arguments to parameters.
   *
   * @param required number of leading parameters that must be there
   * @throws JinjaException when one is missing, unknown or given twice
   */
  Bound bind(String function, int required, String... parameters) {
    if (positional.size() > parameters.length) {
      throw JinjaException.failure(
          String.format(
              "%s() takes at most %d arguments (%d given)",
              function, parameters.length, positional.size()));
    }
    Object[] values = new Object[parameters.length];
    boolean[] given = new boolean[parameters.length];
    for (int i = 0; i < positional.size(); i++) {
      values[i] = positional.get(i);
      given[i] = true;
    }
    named.forEach(
        (name, value) -> {
          int index = Arrays.asList(parameters).indexOf(name);
          if (index < 0) {
            throw JinjaException.failure(
                function + "() got an unexpected keyword argument '" + name + "'");
          }
          if (given[index]) {
            throw JinjaException.failure(
                function + "() got multiple values for argument '" + name + "'");
          }
          values[index] = value;
          given[index] = true;
        });
    for (int i = 0; i < required; i++) {
      if (!given[i]) {
        throw JinjaException.failure(
            function + "() missing required argument '" + parameters[i] + "'");
      }
    }
    return new Bound(function, parameters, values, given);
  }

  /** The arguments after the first ones. */
  Arguments from(int index) {
    return new Arguments(
        positional.subList(Math.min(index, positional.size()), positional.size()), named);
  }

  /** Arguments by parameter. */
  static final class Bound {
    private final String function;
    private final String[] parameters;
    private final Object[] values;
    private final boolean[] given;

    private Bound(String function, String[] parameters, Object[] values, boolean[] given) {
      this.function = function;
      this.parameters = parameters;
      this.values = values;
      this.given = given;
    }

    boolean has(int index) {
      return given[index];
    }

    /** The value, null (None) when absent. */
    Object get(int index) {
      return values[index];
    }

    boolean flag(int index, boolean absent) {
      return given[index] ? Values.isTrue(values[index]) : absent;
    }

    /** A text; absent and None give the default. */
    String text(int index, String absent) {
      if (values[index] == null) {
        return absent;
      }
      if (values[index] instanceof String text) {
        return text;
      }
      throw wrongType(index, "str");
    }

    /** An integer; absent and None give the default. */
    long integer(int index, long absent) {
      if (values[index] == null) {
        return absent;
      }
      if (values[index] instanceof Long number) {
        return number;
      }
      if (values[index] instanceof Boolean flag) {
        return flag ? 1 : 0;
      }
      throw wrongType(index, "int");
    }

    private JinjaException wrongType(int index, String expected) {
      if (values[index] instanceof Undefined undefined) {
        return undefined.used();
      }
      return JinjaException.failure(
          String.format(
              "%s() argument '%s' must be %s, not %s",
              function, parameters[index], expected, Values.typeName(values[index])));
    }
  }
}
