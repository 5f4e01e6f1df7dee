// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.bench;

import java.io.PrintStream;
import java.util.function.DoubleConsumer;

/** A line that shows how far something is, on a terminal; nothing elsewhere. */
final class ProgressLine implements DoubleConsumer {
  private static final int WIDTH = 30;

  private final PrintStream out;
  private final String title;
  private int shown = -1;

  ProgressLine(PrintStream out, String title) {
    this.out = out;
    this.title = title;
  }

  @Override
  public void accept(double fraction) {
    int percent = (int) (100 * fraction);
    if (System.console() == null || percent == shown) {
      return;
    }
    shown = percent;
    int filled = WIDTH * percent / 100;
    out.printf("\r%s [%s%s] %d %%", title, "#".repeat(filled), ".".repeat(WIDTH - filled), percent);
    out.flush();
  }

  /** Takes the line away. */
  void end() {
    if (shown >= 0) {
      out.print("\r" + " ".repeat(title.length() + WIDTH + 9) + "\r");
      out.flush();
    }
  }
}
