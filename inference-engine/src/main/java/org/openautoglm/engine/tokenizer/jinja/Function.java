// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

/** A value that a template can call. */
@FunctionalInterface
interface Function {

  Object call(Rendering rendering, Arguments arguments);
}
