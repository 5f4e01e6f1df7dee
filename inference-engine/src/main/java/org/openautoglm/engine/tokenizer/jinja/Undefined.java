// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

/**
 * What a name, attribute or item that does not exist evaluates to, as Jinja2's default {@code
 * Undefined}: it prints as nothing, is false, empty and iterable, and any other use fails.
 */
record Undefined(String message) {

  static Undefined name(String name) {
    return new Undefined("'" + name + "' is undefined");
  }

  static Undefined attribute(Object owner, String name) {
    return new Undefined(
        PythonText.repr(Values.describe(owner)) + " has no attribute " + PythonText.repr(name));
  }

  static Undefined item(Object owner, String index) {
    return new Undefined(Values.describe(owner) + " has no element " + index);
  }

  static Undefined unsafe(Object owner, String name) {
    return new Undefined(
        "access to attribute '" + name + "' of '" + Values.typeName(owner) + "' object is unsafe.");
  }

  JinjaException used() {
    return JinjaException.failure(message);
  }
}
