// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

/** A value of the interpreter's own that has attributes. */
interface Attributed {

  /** The attribute, or {@link Undefined}. */
  Object attribute(String name);
}
