// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.openautoglm.serving.api.Readiness;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.catalog.CatalogEntry;
import org.openautoglm.serving.config.ModelsConfig;
import org.openautoglm.serving.config.ServerConfig;
import org.openautoglm.serving.identity.DatabaseCheck;
import org.openautoglm.serving.logging.ServingLog;
import org.openautoglm.serving.scheduling.InstanceStatus;
import org.openautoglm.serving.worker.EngineHouse;

/**
 * Says whether callers can be let in and a default model can answer, and what is missing. The first
 * time nothing is, it says so in the log: once. Later the default model may leave memory for
 * another one without the server being any less ready, because it is loaded again when it is asked
 * for.
 */
public final class ReadinessCheck {
  private final EngineHouse engine;
  private final ModelAccess models;
  private final ModelsConfig config;
  private final ServerConfig server;
  private final DatabaseCheck database;
  private final AtomicBoolean wasReady = new AtomicBoolean();

  public ReadinessCheck(
      EngineHouse engine,
      ModelAccess models,
      ModelsConfig config,
      ServerConfig server,
      DatabaseCheck database) {
    this.engine = engine;
    this.models = models;
    this.config = config;
    this.server = server;
    this.database = database;
  }

  /** Looks now. */
  public Readiness check() {
    List<String> missing = new ArrayList<>();
    database.problem().ifPresent(missing::add);
    engine.problem().ifPresent(problem -> missing.add("engine: " + problem));
    Optional<CatalogEntry> model = defaultModel(missing);
    model.flatMap(this::problem).ifPresent(missing::add);
    boolean ready = missing.isEmpty();
    if (ready && wasReady.compareAndSet(false, true)) {
      announce();
    }
    return new Readiness(ready, model.map(CatalogEntry::name).orElse(null), missing);
  }

  private Optional<CatalogEntry> defaultModel(List<String> missing) {
    try {
      Optional<CatalogEntry> model = models.catalog().defaultModel();
      if (model.isEmpty()) {
        missing.add(
            config
                .defaultModel()
                .map(name -> "model: the default model '" + name + "' is not in the model folder")
                .orElse("model: there is none in the model folder"));
      }
      return model;
    } catch (ServingException e) {
      missing.add("model: " + e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<String> problem(CatalogEntry model) {
    if (model.isBroken()) {
      return Optional.of("model: '" + model.name() + "' cannot be used: " + model.problem());
    }
    InstanceStatus status = models.status(model);
    return switch (status.phase()) {
      case READY -> Optional.empty();
      case FAILED -> Optional.of("model: " + status.failure().getMessage());
      case LOADING ->
          whenFirst(
              String.format(
                  Locale.ROOT,
                  "model: '%s' is being loaded (%.0f %%)",
                  model.name(),
                  100 * status.progress()));
      case ABSENT -> whenFirst("model: '" + model.name() + "' is not loaded yet");
    };
  }

  private Optional<String> whenFirst(String message) {
    return config.preload() && !wasReady.get() ? Optional.of(message) : Optional.empty();
  }

  private void announce() {
    ServingLog.READY.ready(
        server.address(),
        models.catalog().entries().stream()
            .map(CatalogEntry::name)
            .collect(Collectors.joining(", ")),
        server.dataDirectory().resolve("admin.key").toAbsolutePath().toString());
  }
}
