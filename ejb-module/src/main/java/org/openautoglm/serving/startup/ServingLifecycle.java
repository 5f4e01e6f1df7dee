// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.startup;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.eclipse.microprofile.config.Config;
import org.openautoglm.serving.config.ConfigurationCheck;
import org.openautoglm.serving.config.ModelsConfig;
import org.openautoglm.serving.intake.ModelAccess;
import org.openautoglm.serving.intake.ReadinessCheck;
import org.openautoglm.serving.logging.FailureReceiver;
import org.openautoglm.serving.logging.ServingLog;
import org.openautoglm.serving.scheduling.ModelKey;
import org.openautoglm.serving.scheduling.ModelScheduler;
import org.openautoglm.serving.worker.EngineHouse;
import org.openautoglm.serving.worker.ModelWorker;

/**
 * Begins and ends with the application. Starting returns at once and goes on in the background;
 * stopping returns when every model, device and thread has been given back. It begins when the
 * administrator can be let in, so that nobody is told to come before the key is there.
 */
@Singleton
@Startup
@DependsOn("IdentityLifecycle")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class ServingLifecycle {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject private Config config;
  @Inject private ThreadFactory threads;
  @Inject private EngineHouse engine;
  @Inject private ModelAccess models;
  @Inject private ModelsConfig modelsConfig;
  @Inject private ReadinessCheck readiness;
  @Inject private ModelScheduler<ModelWorker> scheduler;
  @Inject private FailureReceiver failures;

  private Thread warmUp;

  @PostConstruct
  void start() {
    ConfigurationCheck.unknownKeys(config).forEach(ServingLog.LOG::unknownKey);
    WarmUp work = new WarmUp(engine, models, readiness, modelsConfig.preload());
    warmUp = threads.newThread(() -> guarded(work));
    warmUp.setName("autoglm-warm-up");
    warmUp.start();
  }

  private void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      failures.onFailure("warming up", e);
    }
  }

  @PreDestroy
  void stop() {
    try {
      warmUp.interrupt();
      List<ModelKey> held = scheduler.close(PATIENCE);
      if (!held.isEmpty()) {
        ServingLog.LOG.stillHeld(PATIENCE.toSeconds(), held.toString());
      }
      warmUp.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failures.onFailure("waiting for the models to be given back", e);
    }
  }
}
