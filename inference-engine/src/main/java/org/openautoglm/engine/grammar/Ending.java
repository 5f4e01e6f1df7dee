// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

import java.util.List;

/** The texts with which others begin and end. */
enum Ending implements Text {
  ANY,
  END,
  NONE;

  @Override
  public Text after(int symbol) {
    return this == ANY && symbol < BYTES ? this : null;
  }

  @Override
  public boolean mayEnd() {
    return this != NONE;
  }

  @Override
  public boolean takesAll() {
    return this == ANY;
  }

  @Override
  public List<Text> alternatives() {
    return this == NONE ? List.of() : List.of(this);
  }
}
