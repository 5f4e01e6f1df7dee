// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.startup;

import java.time.Duration;
import org.openautoglm.serving.api.Readiness;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.intake.ModelAccess;
import org.openautoglm.serving.intake.ReadinessCheck;
import org.openautoglm.serving.logging.ServingLog;
import org.openautoglm.serving.worker.EngineHouse;

/**
 * Brings the server to readiness in the background: starts the engine and, when asked to, loads the
 * default model. What fails is tried again, less and less often, until the server is ready or
 * stopped: a model folder may be filled and a disk be freed in the meantime.
 */
final class WarmUp implements Runnable {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final EngineHouse engine;
  private final ModelAccess models;
  private final ReadinessCheck readiness;
  private final boolean preload;

  WarmUp(EngineHouse engine, ModelAccess models, ReadinessCheck readiness, boolean preload) {
    this.engine = engine;
    this.models = models;
    this.readiness = readiness;
    this.preload = preload;
  }

  /** Ends when the server is ready, or when its thread is interrupted. */
  @Override
  public void run() {
    Duration pause = FIRST_PAUSE;
    try {
      while (!tryOnce()) {
        Thread.sleep(pause.toMillis());
        pause =
            pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                ? pause.multipliedBy(2)
                : LONGEST_PAUSE;
      }
    } catch (InterruptedException e) {
      // the application stops before it was ever ready
      Thread.currentThread().interrupt();
    }
  }

  private boolean tryOnce() throws InterruptedException {
    try {
      engine.start();
      if (preload) {
        models.load(null);
      }
    } catch (ServingException e) {
      ServingLog.LOG.notReady(e.getMessage());
    }
    Readiness now = readiness.check();
    return now.ready();
  }
}
