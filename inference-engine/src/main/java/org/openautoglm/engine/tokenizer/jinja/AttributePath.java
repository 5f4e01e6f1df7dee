// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

/** The {@code attribute} argument of filters: a name, a number, or several joined by dots. */
final class AttributePath {

  private AttributePath() {}

  static Object get(Object item, Object path) {
    if (!(path instanceof String names)) {
      return Access.item(item, path);
    }
    Object value = item;
    for (String name : names.split("\\.", -1)) {
      value = Access.item(value, name.matches("\\d{1,9}") ? (Object) Long.parseLong(name) : name);
    }
    return value;
  }
}
