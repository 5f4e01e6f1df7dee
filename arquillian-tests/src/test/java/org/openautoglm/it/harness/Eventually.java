// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.harness;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what another process does in its own time. */
public final class Eventually {
  private static final long PAUSE_MILLIS = 50;

  private Eventually() {}

  /**
   * Asks until the answer is true.
   *
   * @param what for the message: what was expected to be so
   * @throws AssertionError when it is not in time; the last exception of the question is its cause
   */
  public static void within(Duration time, String what, Callable<Boolean> question) {
    long deadline = System.nanoTime() + time.toNanos();
    Exception last = null;
    do {
      try {
        if (question.call()) {
          return;
        }
        last = null;
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("Interrupted while waiting until " + what, e);
      } catch (Exception e) {
        last = e;
        pause();
      }
    } while (System.nanoTime() < deadline);
    throw new AssertionError("Not within " + time + ": " + what, last);
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
