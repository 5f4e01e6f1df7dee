// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.worker;

import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openautoglm.engine.api.ComputeType;
import org.openautoglm.engine.api.EngineOptions;
import org.openautoglm.engine.api.EngineUnavailableException;
import org.openautoglm.engine.api.InferenceEngine;
import org.openautoglm.engine.api.LoadOptions;
import org.openautoglm.engine.api.Model;
import org.openautoglm.engine.api.ModelInfo;
import org.openautoglm.engine.api.ModelMemory;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.catalog.CheckpointInspector;
import org.openautoglm.serving.config.EngineConfig;
import org.openautoglm.serving.logging.ServingLog;

/**
 * Holds the JVM's engine and starts its native part once, when it is first needed. A failed start
 * is tried again by the next one who needs it. Safe for many threads.
 */
public final class EngineHouse implements CheckpointInspector {
  private final Supplier<InferenceEngine> discovery;
  private final EngineOptions options;
  private volatile InferenceEngine found;
  private volatile boolean started;
  private volatile String problem = "it is being started";

  /**
   * @param discovery finds the engine, normally {@link InferenceEngine#discover()}
   */
  public EngineHouse(Supplier<InferenceEngine> discovery, EngineConfig config) {
    this.discovery = discovery;
    this.options = new EngineOptions(config.nativeCache(), config.threads());
  }

  /** Why the engine cannot compute; empty when it can. */
  public Optional<String> problem() {
    return started ? Optional.empty() : Optional.of(problem);
  }

  /**
   * Makes the engine ready to load models; the first call takes seconds, later ones do nothing.
   *
   * @throws ServingException {@link ErrorCode#ENGINE_UNAVAILABLE} with what to check
   */
  public void start() {
    InferenceEngine engine = discovered();
    if (!started) {
      start(engine);
    }
  }

  /**
   * Loads a checkpoint, starting the engine first when need be.
   *
   * @throws ServingException {@link ErrorCode#ENGINE_UNAVAILABLE} with what to check
   * @throws org.openautoglm.engine.api.CheckpointException when the checkpoint cannot be loaded
   */
  Model load(Path folder, LoadOptions options) {
    start();
    return asEngine(() -> found.load(folder, options));
  }

  /**
   * What a checkpoint would take of a device, starting the engine first when need be.
   *
   * @throws ServingException {@link ErrorCode#ENGINE_UNAVAILABLE} with what to check
   * @throws org.openautoglm.engine.api.CheckpointException when the checkpoint cannot be loaded
   */
  ModelMemory memory(Path folder, String device, ComputeType type) {
    start();
    return asEngine(() -> found.memory(folder, device, type));
  }

  /**
   * Calls the engine under its own class loader. Threads that its libraries start live as long as
   * the JVM; they must not inherit, and so hold, the class loader of one deployment.
   */
  private static <T> T asEngine(Supplier<T> call) {
    Thread thread = Thread.currentThread();
    ClassLoader own = thread.getContextClassLoader();
    thread.setContextClassLoader(InferenceEngine.class.getClassLoader());
    try {
      return call.get();
    } finally {
      thread.setContextClassLoader(own);
    }
  }

  private synchronized void start(InferenceEngine engine) {
    if (started) {
      return;
    }
    long begin = System.nanoTime();
    try {
      asEngine(
          () -> {
            engine.start(options);
            return null;
          });
    } catch (EngineUnavailableException | LinkageError e) {
      throw unavailable(e);
    }
    started = true;
    ServingLog.LOG.engineStarted(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
  }

  @Override
  public ModelInfo inspect(Path folder) {
    return discovered().inspect(folder);
  }

  /** Found once: the engine holds what can be loaded only once. */
  private InferenceEngine discovered() {
    InferenceEngine engine = found;
    return engine == null ? discover() : engine;
  }

  private synchronized InferenceEngine discover() {
    if (found == null) {
      try {
        found = asEngine(discovery);
      } catch (EngineUnavailableException | LinkageError | ServiceConfigurationError e) {
        throw unavailable(e);
      }
    }
    return found;
  }

  private ServingException unavailable(Throwable cause) {
    String why = String.valueOf(cause.getMessage());
    String told = why.replace(options.nativeCache().toString(), EngineConfig.NATIVE_CACHE.name());
    problem = told;
    ServingLog.LOG.engineUnavailable(cause);
    return new ServingException(
        ErrorCode.ENGINE_UNAVAILABLE, "The inference engine cannot be used: " + told, null, cause);
  }
}
