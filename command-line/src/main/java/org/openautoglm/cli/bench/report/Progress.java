// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.report;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.openautoglm.cli.bench.client.Measurement;
import org.openautoglm.cli.bench.load.LoadListener;

/** Tells how a run goes: a bar that is drawn anew on a terminal, a line now and then elsewhere. */
public final class Progress implements LoadListener {
  private static final int WIDTH = 30;
  private static final Duration BAR_PAUSE = Duration.ofMillis(200);
  private static final Duration LINE_PAUSE = Duration.ofSeconds(10);

  private final PrintWriter err;
  private final boolean terminal;
  private final LongSupplier clock;
  private final String name;
  private final int requests;
  private final long started;
  private long lastShown;
  private int done;
  private int failed;
  private long tokens;

  /**
   * @param terminal whether a line can be drawn over
   * @param clock nanoseconds
   * @param requests how many there will be, or {@link Integer#MAX_VALUE} when nobody knows
   */
  public Progress(
      PrintWriter err, boolean terminal, LongSupplier clock, String name, int requests) {
    this.err = err;
    this.terminal = terminal;
    this.clock = clock;
    this.name = name;
    this.requests = requests;
    this.started = clock.getAsLong();
    this.lastShown = started;
  }

  @Override
  public void ended(Measurement measurement, int running) {
    done++;
    failed += measurement.succeeded() ? 0 : 1;
    tokens += measurement.succeeded() ? measurement.tokens().answer() : 0;
    long now = clock.getAsLong();
    Duration pause = terminal ? BAR_PAUSE : LINE_PAUSE;
    if (now - lastShown >= pause.toNanos()) {
      lastShown = now;
      show(now, running);
    }
  }

  /** Leaves the terminal's line free for what comes next. */
  public void close() {
    if (terminal) {
      err.print("\r\u001B[K");
      err.flush();
    }
  }

  private void show(long now, int running) {
    double seconds = Math.max(1e-3, (now - started) / 1e9);
    String line =
        String.format(
            Locale.ROOT,
            "%s: %s, %d running, %d failed, %.1f answer tokens/s, %.0f s",
            name,
            requests == Integer.MAX_VALUE ? done + " done" : done + "/" + requests,
            running,
            failed,
            tokens / seconds,
            seconds);
    if (terminal) {
      err.print("\r\u001B[K" + bar() + line);
      err.flush();
    } else {
      err.println(line);
    }
  }

  private String bar() {
    if (requests == Integer.MAX_VALUE) {
      return "";
    }
    int full = (int) Math.min(WIDTH, (long) WIDTH * done / requests);
    return "[" + "#".repeat(full) + ".".repeat(WIDTH - full) + "] ";
  }
}
