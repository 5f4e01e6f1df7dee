// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

/** A parsed expression. */
@FunctionalInterface
interface Expression {

  Object evaluate(Scope scope);
}
