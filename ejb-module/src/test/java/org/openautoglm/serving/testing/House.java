// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.openautoglm.serving.api.Caller;
import org.openautoglm.serving.api.InferenceService;
import org.openautoglm.serving.api.Role;
import org.openautoglm.serving.audit.AuditDesk;
import org.openautoglm.serving.audit.AuditEntry;
import org.openautoglm.serving.catalog.ModelCatalog;
import org.openautoglm.serving.config.EngineConfig;
import org.openautoglm.serving.config.ModelsConfig;
import org.openautoglm.serving.config.ServerConfig;
import org.openautoglm.serving.identity.DatabaseCheck;
import org.openautoglm.serving.intake.InferenceIntake;
import org.openautoglm.serving.intake.ModelAccess;
import org.openautoglm.serving.intake.ReadinessCheck;
import org.openautoglm.serving.policy.PolicyChain;
import org.openautoglm.serving.policy.RoleRule;
import org.openautoglm.serving.scheduling.ModelScheduler;
import org.openautoglm.serving.worker.EngineHouse;
import org.openautoglm.serving.worker.ModelWorker;
import org.openautoglm.serving.worker.WorkerFactory;
import org.openautoglm.serving.worker.WorkerSource;

/** All of serving put together as the application does, around the fake engine. */
public final class House implements AutoCloseable {
  public static final Caller USER = new Caller("key:1", "someone", Set.of(Role.USER));
  public static final Caller ADMIN = new Caller("key:3", "boss", Set.of(Role.ADMIN));
  public static final Caller NOBODY = new Caller("key:2", "no one", Set.of());
  public static final int QUEUE_LIMIT = 16;

  public final FakeEngine engine = new FakeEngine();
  public final FakeClock clock = new FakeClock();
  public final List<AuditEntry> audit = new CopyOnWriteArrayList<>();
  public final List<Throwable> failures = new CopyOnWriteArrayList<>();
  public final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  public final AtomicInteger workers = new AtomicInteger();
  public final FakeDevices devices;
  public final EngineHouse engineHouse;
  public final ModelAccess models;
  public final ModelScheduler<ModelWorker> scheduler;
  public final ReadinessCheck readiness;
  public final InferenceService service;
  private final Path folder;

  public House(Path folder) {
    this(folder, Map.of(), 1_000_000);
  }

  /**
   * @param deviceBytes memory of the only device; a model needs 1000 bytes and one a cache token
   */
  public House(Path folder, Map<String, String> settings, long deviceBytes) {
    this(folder, settings, new FakeDevices(deviceBytes));
  }

  public House(Path folder, Map<String, String> settings, FakeDevices devices) {
    this.devices = devices;
    this.folder = folder;
    Map<String, String> all = new HashMap<>(settings);
    all.put("autoglm.models.directory", folder.toString());
    all.put("autoglm.data.directory", folder.resolveSibling("data").toString());
    FakeConfig config = new FakeConfig(all);
    ServerConfig server = ServerConfig.from(config);
    ModelsConfig modelsConfig = ModelsConfig.from(config, server);
    EngineConfig engineConfig = EngineConfig.from(config, server);
    engineHouse = new EngineHouse(() -> engine, engineConfig);
    ModelCatalog catalog = new ModelCatalog(modelsConfig, engineHouse);
    scheduler =
        new ModelScheduler<>(
            new WorkerFactory(catalog, devices, engineHouse, engineConfig, workerSource()),
            QUEUE_LIMIT,
            Duration.ofSeconds(5),
            clock);
    models = new ModelAccess(catalog, scheduler);
    readiness =
        new ReadinessCheck(
            engineHouse,
            models,
            modelsConfig,
            server,
            new DatabaseCheck(() -> {}, Runnable::run, System::nanoTime));
    service =
        new InferenceIntake(
            models,
            new PolicyChain(List.of(new RoleRule())),
            new AuditDesk(audit::add, (activity, failure) -> failures.add(failure), clock),
            readiness);
  }

  private WorkerSource workerSource() {
    ThreadFactory factory =
        work -> {
          Thread thread = new Thread(work);
          threads.add(thread);
          return thread;
        };
    return new WorkerSource() {
      @Override
      public ModelWorker make() {
        workers.incrementAndGet();
        return new ModelWorker(engineHouse, factory, (activity, failure) -> failures.add(failure));
      }

      @Override
      public void discard(ModelWorker worker) {
        workers.decrementAndGet();
      }
    };
  }

  /** Puts a model into the folder, or changes it. */
  public House with(String name, String config) {
    try {
      Files.createDirectories(folder.resolve(name));
      Files.writeString(folder.resolve(name).resolve("config.json"), config);
      return this;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Stops everything; returns what was not given back. */
  public String leftovers() throws InterruptedException {
    StringBuilder left = new StringBuilder();
    scheduler.close(Duration.ofSeconds(10)).forEach(key -> left.append("model ").append(key));
    for (Thread thread : threads) {
      thread.join(5_000);
      left.append(thread.isAlive() ? "thread " + thread.getName() : "");
    }
    left.append(devices.leases() == 0 ? "" : "leases ");
    left.append(engine.openModels.get() == 0 ? "" : "models ");
    left.append(workers.get() == 0 ? "" : "workers ");
    return left.toString();
  }

  @Override
  public void close() throws InterruptedException {
    String left = leftovers();
    if (!left.isEmpty()) {
      throw new AssertionError("Not given back: " + left);
    }
  }
}
