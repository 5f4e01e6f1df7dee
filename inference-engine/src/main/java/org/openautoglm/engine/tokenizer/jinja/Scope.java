// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.util.HashMap;
import java.util.Map;

/** Variables visible at a place of the template; an assignment stays in its own scope. */
final class Scope {
  private static final Object MISSING = new Object();

  private final Scope parent;
  private final Rendering rendering;
  private final Map<String, Object> variables;

  /** The outermost scope. */
  Scope(Rendering rendering, Map<String, Object> variables) {
    this.parent = null;
    this.rendering = rendering;
    this.variables = variables;
  }

  Scope(Scope parent) {
    this.parent = parent;
    this.rendering = parent.rendering;
    this.variables = new HashMap<>();
  }

  Rendering rendering() {
    return rendering;
  }

  void set(String name, Object value) {
    variables.put(name, value);
  }

  Object get(String name) {
    for (Scope scope = this; scope != null; scope = scope.parent) {
      Object value = scope.variables.getOrDefault(name, MISSING);
      if (value != MISSING) {
        return value;
      }
    }
    return Undefined.name(name);
  }
}
