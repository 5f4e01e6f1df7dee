// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A macro and the scope it was defined in.
 *
 * @param extras what its body uses beyond its parameters
 */
record Macro(String name, Signature signature, Extras extras, Block body, Scope definition)
    implements Function, Attributed {

  /**
   * @param defaults of the last parameters
   */
  record Signature(List<String> names, List<Expression> defaults) {

    Expression defaultOf(int parameter) {
      int index = parameter - (names.size() - defaults.size());
      return index < 0 ? null : defaults.get(index);
    }
  }

  record Extras(boolean positional, boolean named, boolean caller) {}

  @Override
  public Object attribute(String attribute) {
    return switch (attribute) {
      case "name" -> name;
      case "arguments" -> new Tuple(List.copyOf(signature.names()));
      default -> new Undefined("'Macro object' has no attribute '" + attribute + "'");
    };
  }

  @Override
  public Object call(Rendering rendering, Arguments arguments) {
    Scope scope = new Scope(definition);
    Map<String, Object> named = new LinkedHashMap<>(arguments.named());
    List<Object> positional = arguments.positional();
    List<String> names = signature.names();
    for (int i = 0; i < names.size(); i++) {
      String parameter = names.get(i);
      if (i < positional.size()) {
        scope.set(parameter, positional.get(i));
      } else if (named.containsKey(parameter)) {
        scope.set(parameter, named.remove(parameter));
      } else {
        Expression value = signature.defaultOf(i);
        scope.set(
            parameter,
            value == null
                ? new Undefined("parameter '" + parameter + "' was not provided")
                : value.evaluate(scope));
      }
    }
    bindExtras(scope, positional, named);
    rendering.enter();
    String text = body.capture(scope);
    rendering.leave();
    return text;
  }

  private void bindExtras(Scope scope, List<Object> positional, Map<String, Object> named) {
    int count = signature.names().size();
    if (extras.caller()) {
      scope.set(
          "caller",
          named.containsKey("caller") ? named.remove("caller") : Undefined.name("caller"));
    }
    if (extras.named()) {
      scope.set("kwargs", named);
    } else if (!named.isEmpty()) {
      throw JinjaException.failure(
          String.format(
              "macro '%s' takes no keyword argument '%s'", name, named.keySet().iterator().next()));
    }
    if (extras.positional()) {
      scope.set(
          "varargs",
          new Tuple(
              List.copyOf(
                  positional.subList(Math.min(count, positional.size()), positional.size()))));
    } else if (positional.size() > count) {
      throw JinjaException.failure(
          String.format("macro '%s' takes not more than %d argument(s)", name, count));
    }
  }
}
