// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.util.ArrayList;
import java.util.List;

/**
 * A loop. Every round has a scope of its own.
 *
 * @param condition which items take part, or null
 * @param recursive whether {@code loop(items)} runs the loop again on other items
 * @param otherwise what happens when there is no item, or null
 */
record For(
    Target target,
    Expression items,
    Expression condition,
    boolean recursive,
    Block body,
    Block otherwise)
    implements Statement {

  @Override
  public Flow execute(Scope scope, Output out) {
    return run(items.evaluate(scope), 0, scope, out);
  }

  private Flow run(Object iterable, int depth, Scope scope, Output out) {
    List<Object> selected = select(Values.iterate(iterable, scope.rendering()), scope);
    if (selected.isEmpty()) {
      return otherwise == null ? Flow.NEXT : otherwise.execute(new Scope(scope), out);
    }
    Function again = recursive ? (rendering, arguments) -> again(arguments, depth, scope) : null;
    Loop loop = new Loop(selected, depth, again);
    while (loop.advance()) {
      scope.rendering().work(1);
      Scope round = new Scope(scope);
      target.assign(round, loop.item());
      round.set("loop", loop);
      if (body.execute(round, out) == Flow.BREAK) {
        break;
      }
    }
    return Flow.NEXT;
  }

  private List<Object> select(List<Object> all, Scope scope) {
    if (condition == null) {
      return all;
    }
    List<Object> selected = new ArrayList<>();
    for (Object item : all) {
      Scope inner = new Scope(scope);
      target.assign(inner, item);
      if (Values.isTrue(condition.evaluate(inner))) {
        selected.add(item);
      }
    }
    return selected;
  }

  private Object again(Arguments arguments, int depth, Scope scope) {
    Object iterable = arguments.bind("loop", 1, "iterable").get(0);
    Output out = new Output(scope.rendering());
    scope.rendering().enter();
    run(iterable, depth + 1, scope, out);
    scope.rendering().leave();
    return out.toString();
  }
}
