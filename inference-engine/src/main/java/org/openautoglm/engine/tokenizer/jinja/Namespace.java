// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.util.Map;

/** What {@code namespace(...)} makes: the one thing whose attributes a template can assign. */
record Namespace(Map<String, Object> attributes) implements Attributed {

  @Override
  public Object attribute(String name) {
    return attributes.containsKey(name) ? attributes.get(name) : Undefined.attribute(this, name);
  }
}
