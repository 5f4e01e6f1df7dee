// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.api;

/** How a model calls the tools of one request. Safe for use by many threads. */
public interface ToolCalls {

  /**
   * Holds calls to the names of the tools, to their parameters and the schemas of these, and to
   * having every parameter that is required. Beside calls everything may be said.
   *
   * @param required whether the answer must begin with a call
   * @param parallel whether there may be more than one
   */
  Grammar grammar(boolean required, boolean parallel);

  /** A reader at the beginning of an answer. */
  ToolCallReader reader();
}
