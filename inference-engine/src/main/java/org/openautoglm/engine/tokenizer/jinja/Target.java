// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.util.List;

/** What a value can be assigned to. */
sealed interface Target {

  void assign(Scope scope, Object value);

  /** A variable. */
  record Variable(String name) implements Target {

    @Override
    public void assign(Scope scope, Object value) {
      scope.set(name, value);
    }
  }

  /** An attribute of a {@link Namespace}. */
  record Attribute(String name, String attribute) implements Target {

    @Override
    public void assign(Scope scope, Object value) {
      if (!(scope.get(name) instanceof Namespace namespace)) {
        throw JinjaException.failure("cannot assign attribute on non-namespace object");
      }
      namespace.attributes().put(attribute, value);
    }
  }

  /** Several targets for the items of one value. */
  record Several(List<Target> targets) implements Target {

    @Override
    public void assign(Scope scope, Object value) {
      if (!Values.isIterable(value)) {
        throw JinjaException.failure(
            "cannot unpack non-iterable " + Values.typeName(value) + " object");
      }
      List<Object> items = Values.iterate(value, scope.rendering());
      if (items.size() > targets.size()) {
        throw JinjaException.failure("too many values to unpack (expected " + targets.size() + ")");
      }
      if (items.size() < targets.size()) {
        throw JinjaException.failure(
            "not enough values to unpack (expected "
                + targets.size()
                + ", got "
                + items.size()
                + ")");
      }
      for (int i = 0; i < targets.size(); i++) {
        targets.get(i).assign(scope, items.get(i));
      }
    }
  }
}
