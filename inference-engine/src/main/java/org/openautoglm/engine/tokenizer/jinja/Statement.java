// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

/** A parsed statement. */
@FunctionalInterface
interface Statement {

  /** What to do after a statement. */
  enum Flow {
    NEXT,
    BREAK,
    CONTINUE
  }

  Flow execute(Scope scope, Output out);
}
