// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

/**
 * Spaces and line breaks, or nothing.
 *
 * @param most how many
 */
record Blanks(int most) implements Text {

  @Override
  public Text after(int next) {
    return most > 0 && (next == ' ' || next == '\n') ? new Blanks(most - 1) : null;
  }

  @Override
  public boolean mayEnd() {
    return true;
  }
}
