// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.bench;

import java.io.PrintStream;
import java.util.function.DoubleConsumer;

/** A line that shows how far something is, on a terminal; nothing elsewhere. */
final class ProgressLine implements DoubleConsumer {
  private static final int WIDTH = 30;

  private final PrintStream out;
  private final String title;
  private final boolean terminal;
  private int shown = -1;

  /**
   * @param out standard error
   */
  ProgressLine(PrintStream out, String title) {
    // Java asks about standard input and output only, so the script that starts it says
    this(out, title, System.getProperty("org.openautoglm.terminal"));
  }

  /**
   * @param terminal true or false, as the script says of {@code out}; null when it was not asked
   */
  ProgressLine(PrintStream out, String title, String terminal) {
    this.out = out;
    this.title = title;
    this.terminal = terminal == null ? System.console() != null : Boolean.parseBoolean(terminal);
  }

  @Override
  public void accept(double fraction) {
    int percent = (int) (100 * fraction);
    if (!terminal || percent == shown) {
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
