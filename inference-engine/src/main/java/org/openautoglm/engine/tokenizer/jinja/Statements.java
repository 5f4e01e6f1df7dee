// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The statements other than loops. */
final class Statements {
  /** Name of the captured text in the filters of a block; no template can spell it. */
  static final String CAPTURED = "(captured)";

  private Statements() {}

  record Text(String text) implements Statement {

    @Override
    public Flow execute(Scope scope, Output out) {
      out.append(text);
      return Flow.NEXT;
    }
  }

  record Print(Expression value) implements Statement {

    @Override
    public Flow execute(Scope scope, Output out) {
      out.append(Printer.text(value.evaluate(scope), scope.rendering()));
      return Flow.NEXT;
    }
  }

  record Branch(Expression condition, Block body) {}

  /**
   * @param otherwise null when there is no {@code else}
   */
  record If(List<Branch> branches, Block otherwise) implements Statement {

    @Override
    public Flow execute(Scope scope, Output out) {
      for (Branch branch : branches) {
        if (Values.isTrue(branch.condition().evaluate(scope))) {
          return branch.body().execute(scope, out);
        }
      }
      return otherwise == null ? Flow.NEXT : otherwise.execute(scope, out);
    }
  }

  record Set(Target target, Expression value) implements Statement {

    @Override
    public Flow execute(Scope scope, Output out) {
      target.assign(scope, value.evaluate(scope));
      return Flow.NEXT;
    }
  }

  /** {@code {% set x %}...{% endset %}}. */
  record SetBlock(Target target, Expression filtered, Block body) implements Statement {

    @Override
    public Flow execute(Scope scope, Output out) {
      target.assign(scope, capture(scope, filtered, body));
      return Flow.NEXT;
    }
  }

  /** {@code {% filter f %}...{% endfilter %}}. */
  record FilterBlock(Expression filtered, Block body) implements Statement {

    @Override
    public Flow execute(Scope scope, Output out) {
      out.append(Printer.text(capture(scope, filtered, body), scope.rendering()));
      return Flow.NEXT;
    }
  }

  private static Object capture(Scope scope, Expression filtered, Block body) {
    Scope inner = new Scope(scope);
    inner.set(CAPTURED, body.capture(inner));
    return filtered.evaluate(inner);
  }

  /** A body whose assignments stay inside. */
  record Scoped(Block body) implements Statement {

    @Override
    public Flow execute(Scope scope, Output out) {
      return body.execute(new Scope(scope), out);
    }
  }

  record With(List<Target> targets, List<Expression> values, Block body) implements Statement {

    @Override
    public Flow execute(Scope scope, Output out) {
      Scope inner = new Scope(scope);
      List<Object> evaluated = new ArrayList<>();
      values.forEach(value -> evaluated.add(value.evaluate(scope)));
      for (int i = 0; i < targets.size(); i++) {
        targets.get(i).assign(inner, evaluated.get(i));
      }
      return body.execute(inner, out);
    }
  }

  /** {@code {% call f(x) %}...{% endcall %}}: the body becomes the macro {@code caller}. */
  record CallBlock(Calls.Call call, Macro.Signature signature, Macro.Extras extras, Block body)
      implements Statement {

    @Override
    public Flow execute(Scope scope, Output out) {
      Object function = call.callee().evaluate(scope);
      Arguments arguments = call.arguments().evaluate(scope);
      Map<String, Object> named = new LinkedHashMap<>(arguments.named());
      named.put("caller", new Macro("caller", signature, extras, body, scope));
      Object result = Calls.call(function, new Arguments(arguments.positional(), named), scope);
      out.append(Printer.text(result, scope.rendering()));
      return Flow.NEXT;
    }
  }
}
