// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

import java.util.function.Supplier;

/**
 * A text that is made when it is needed, because it may hold itself. Made more than once if need
 * be.
 */
final class Later implements Text {
  private final Supplier<Text> maker;

  /** Whichever thread made it, it is the same. */
  private volatile Text made;

  Later(Supplier<Text> maker) {
    this.maker = maker;
  }

  private Text text() {
    Text text = made;
    if (text == null) {
      text = maker.get();
      made = text;
    }
    return text;
  }

  @Override
  public Text after(int next) {
    return text().after(next);
  }

  @Override
  public boolean mayEnd() {
    return text().mayEnd();
  }
}
