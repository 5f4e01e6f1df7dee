// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.startup;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.config.Config;
import org.openautoglm.adapter.api.DeviceConnectionFactory;
import org.openautoglm.engine.api.InferenceEngine;
import org.openautoglm.serving.api.InferenceService;
import org.openautoglm.serving.api.OperationsService;
import org.openautoglm.serving.audit.AuditDesk;
import org.openautoglm.serving.audit.AuditTrail;
import org.openautoglm.serving.catalog.ModelCatalog;
import org.openautoglm.serving.config.AdmissionConfig;
import org.openautoglm.serving.config.EngineConfig;
import org.openautoglm.serving.config.ModelsConfig;
import org.openautoglm.serving.config.ServerConfig;
import org.openautoglm.serving.identity.DatabaseCheck;
import org.openautoglm.serving.intake.InferenceIntake;
import org.openautoglm.serving.intake.ModelAccess;
import org.openautoglm.serving.intake.ReadinessCheck;
import org.openautoglm.serving.logging.FailureReceiver;
import org.openautoglm.serving.logging.LoggedFailures;
import org.openautoglm.serving.operations.ServerOperations;
import org.openautoglm.serving.policy.PolicyChain;
import org.openautoglm.serving.policy.PolicyRule;
import org.openautoglm.serving.scheduling.ModelScheduler;
import org.openautoglm.serving.worker.EngineHouse;
import org.openautoglm.serving.worker.ModelWorker;
import org.openautoglm.serving.worker.WorkerFactory;
import org.openautoglm.serving.worker.WorkerSource;

/**
 * Puts the parts of serving together, once per application. The parts themselves are plain Java, so
 * that a test puts them together without a container.
 */
@ApplicationScoped
public class ServingAssembly {

  /**
   * How long a model that could not be loaded is answered with its failure before it is tried
   * again; changed files are tried at once.
   */
  private static final Duration FAILURE_HOLD = Duration.ofSeconds(5);

  @Produces
  @Singleton
  ServerConfig serverConfig(Config config) {
    return ServerConfig.from(config);
  }

  @Produces
  @Singleton
  ModelsConfig modelsConfig(Config config, ServerConfig server) {
    return ModelsConfig.from(config, server);
  }

  @Produces
  @Singleton
  EngineConfig engineConfig(Config config, ServerConfig server) {
    return EngineConfig.from(config, server);
  }

  @Produces
  @Singleton
  AdmissionConfig admissionConfig(Config config) {
    return AdmissionConfig.from(config);
  }

  @Produces
  @Singleton
  FailureReceiver failures() {
    return new LoggedFailures();
  }

  @Produces
  @Singleton
  EngineHouse engine(EngineConfig config) {
    return new EngineHouse(InferenceEngine::discover, config);
  }

  @Produces
  @Singleton
  ModelCatalog catalog(ModelsConfig config, EngineHouse engine) {
    return new ModelCatalog(config, engine);
  }

  @Produces
  @Singleton
  ModelScheduler<ModelWorker> scheduler(
      ModelCatalog catalog,
      DeviceConnectionFactory devices,
      EngineHouse engine,
      EngineConfig config,
      AdmissionConfig admission,
      Instance<ModelWorker> workers) {
    return new ModelScheduler<>(
        new WorkerFactory(catalog, devices, engine, config, new ContainerWorkers(workers)),
        admission.queueLimit(),
        FAILURE_HOLD,
        Clock.systemUTC());
  }

  @Produces
  @Singleton
  ModelAccess models(ModelCatalog catalog, ModelScheduler<ModelWorker> scheduler) {
    return new ModelAccess(catalog, scheduler);
  }

  @Produces
  @Singleton
  ReadinessCheck readiness(
      EngineHouse engine,
      ModelAccess models,
      ModelsConfig config,
      ServerConfig server,
      DatabaseCheck database) {
    return new ReadinessCheck(engine, models, config, server, database);
  }

  @Produces
  @ApplicationScoped
  InferenceService inference(
      ModelAccess models,
      Instance<PolicyRule> rules,
      AuditTrail trail,
      FailureReceiver failures,
      ReadinessCheck readiness) {
    AuditDesk audit = new AuditDesk(trail, failures, Clock.systemUTC());
    return new InferenceIntake(models, new PolicyChain(rules.stream().toList()), audit, readiness);
  }

  @Produces
  @ApplicationScoped
  OperationsService operations(
      ModelScheduler<ModelWorker> scheduler,
      DeviceConnectionFactory devices,
      AuditTrail trail,
      FailureReceiver failures) {
    return new ServerOperations(
        scheduler, devices, new AuditDesk(trail, failures, Clock.systemUTC()));
  }

  /** Workers made and destroyed by the container. */
  private record ContainerWorkers(Instance<ModelWorker> workers) implements WorkerSource {
    @Override
    public ModelWorker make() {
      return workers.get();
    }

    @Override
    public void discard(ModelWorker worker) {
      workers.destroy(worker);
    }
  }
}
