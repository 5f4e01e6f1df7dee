// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openautoglm.cli.bench.load.LoadRun;

/**
 * Ctrl-C ends the measurement but not the report: the virtual machine waits until what was measured
 * has been told.
 */
final class Interruption implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final CountDownLatch told = new CountDownLatch(1);
  private final Thread hook = new Thread(this::interrupt, "bench-interruption");
  private LoadRun current;
  private boolean happened;

  Interruption() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void interrupt() {
    stop();
    try {
      // before the first run there is nothing to tell
      if (!running()) {
        return;
      }
      told.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends what runs and all that would follow. */
  synchronized void stop() {
    happened = true;
    if (current != null) {
      current.stop();
    }
  }

  /** Takes the run that is to be stopped from now on. */
  synchronized void watch(LoadRun run) {
    current = run;
    if (happened) {
      run.stop();
    }
  }

  private synchronized boolean running() {
    return current != null;
  }

  synchronized boolean happened() {
    return happened;
  }

  /** Everything has been told. */
  @Override
  public void close() {
    told.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the virtual machine is ending already, and the hook with it
      return;
    }
  }
}
