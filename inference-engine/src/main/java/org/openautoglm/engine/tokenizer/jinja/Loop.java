// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.util.List;

/** The {@code loop} variable. */
final class Loop implements Attributed, Function {
  private final List<Object> items;
  private final int depth;
  private final Function recursion;
  private int index = -1;
  private List<Object> lastChanged;

  /**
   * @param recursion what {@code loop(...)} does, or null
   */
  Loop(List<Object> items, int depth, Function recursion) {
    this.items = items;
    this.depth = depth;
    this.recursion = recursion;
  }

  boolean advance() {
    return ++index < items.size();
  }

  Object item() {
    return items.get(index);
  }

  @Override
  public Object attribute(String name) {
    int size = items.size();
    return switch (name) {
      case "index" -> (long) index + 1;
      case "index0" -> (long) index;
      case "revindex" -> (long) size - index;
      case "revindex0" -> (long) size - index - 1;
      case "first" -> index == 0;
      case "last" -> index == size - 1;
      case "length" -> (long) size;
      case "depth" -> (long) depth + 1;
      case "depth0" -> (long) depth;
      case "previtem" ->
          index > 0 ? items.get(index - 1) : new Undefined("there is no previous item");
      case "nextitem" ->
          index + 1 < size ? items.get(index + 1) : new Undefined("there is no next item");
      case "cycle" -> (Function) (rendering, arguments) -> cycle(arguments);
      case "changed" -> (Function) this::changed;
      default -> new Undefined("'LoopContext object' has no attribute '" + name + "'");
    };
  }

  @Override
  public Object call(Rendering rendering, Arguments arguments) {
    if (recursion == null) {
      throw JinjaException.failure(
          "The loop must have the 'recursive' marker to be called recursively.");
    }
    return recursion.call(rendering, arguments);
  }

  private Object cycle(Arguments arguments) {
    List<Object> values = arguments.positional();
    if (values.isEmpty()) {
      throw JinjaException.failure("no items for cycling given");
    }
    return values.get(index % values.size());
  }

  private Object changed(Rendering rendering, Arguments arguments) {
    boolean same =
        lastChanged != null && Values.equal(lastChanged, arguments.positional(), rendering);
    lastChanged = arguments.positional();
    return !same;
  }
}
