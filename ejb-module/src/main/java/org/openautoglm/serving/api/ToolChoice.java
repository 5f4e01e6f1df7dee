// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.api;

/**
 * Which tools an answer may call, and whether it must.
 *
 * @param required whether the answer must be a call
 * @param name the only tool that may be called, or null for all
 * @param parallel whether there may be more than one call
 */
public record ToolChoice(boolean required, String name, boolean parallel) {

  /** The model chooses. */
  public static ToolChoice auto() {
    return new ToolChoice(false, null, true);
  }
}
