// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.openautoglm.engine.api.CheckpointException;
import org.openautoglm.engine.api.ComputeType;
import org.openautoglm.engine.api.EngineOptions;
import org.openautoglm.engine.api.EngineUnavailableException;
import org.openautoglm.engine.api.GenerationDefaults;
import org.openautoglm.engine.api.GenerationRequest;
import org.openautoglm.engine.api.InferenceEngine;
import org.openautoglm.engine.api.LoadOptions;
import org.openautoglm.engine.api.Model;
import org.openautoglm.engine.api.ModelInfo;
import org.openautoglm.engine.api.ModelMemory;
import org.openautoglm.engine.api.ToolCalls;

/**
 * An engine of letters. A folder's {@code config.json} says what it is: text containing {@code
 * broken} is no checkpoint, {@code unloadable} fails only when it is loaded, {@code no-template}
 * brings no chat template.
 */
public final class FakeEngine implements InferenceEngine {
  public static final int CONTEXT = 64;
  public static final long WEIGHT_BYTES = 1_000;

  public final List<GenerationRequest> requests = new CopyOnWriteArrayList<>();

  /** How the model calls tools, which it is asked with; null when that is not known. */
  public volatile ToolCalls toolCalls = new FakeToolCalls();

  /** The tools that it was asked for. */
  public final List<List<Map<String, Object>>> tools = new CopyOnWriteArrayList<>();

  public final AtomicInteger openModels = new AtomicInteger();
  public final AtomicInteger loads = new AtomicInteger();
  public final AtomicInteger starts = new AtomicInteger();

  /** Most texts that waited for their vectors at the same time. */
  public final AtomicInteger mostEmbeddings = new AtomicInteger();

  final AtomicInteger embeddings = new AtomicInteger();
  public volatile GenerationDefaults defaults =
      new GenerationDefaults(null, null, null, null, null, Set.of(FakeTokenizer.END));
  public volatile int answerLength = 5;

  /** Prompt tokens every sequence says it found in the cache. */
  public volatile int cachedTokens;

  /** Thrown when a sequence is handed over, unless it is null. */
  public volatile Error submitFailure;

  /** On which nothing can be computed, unless it is null. */
  public volatile String unusableDevice;

  /** Null lets {@link #start} succeed. */
  public volatile String startProblem;

  private final AtomicReference<RuntimeException> stepFailure = new AtomicReference<>();
  private final AtomicReference<Error> loopFailure = new AtomicReference<>();
  private volatile Semaphore loadGate;
  private volatile Semaphore stepGate;

  /** Holds every load back until {@link #releaseLoads}. */
  public void holdLoads() {
    loadGate = new Semaphore(0);
  }

  public void releaseLoads() {
    loadGate.release(1_000_000);
  }

  /** Holds every step back until it is permitted. */
  public void holdSteps() {
    stepGate = new Semaphore(0);
  }

  public void permitSteps(int steps) {
    stepGate.release(steps);
  }

  /** Makes the next sequence that is computed fail. */
  public void failNextSequence(RuntimeException failure) {
    stepFailure.set(failure);
  }

  /** Makes the next step that has anything to compute throw out of the step loop. */
  public void breakNextStep(Error failure) {
    loopFailure.set(failure);
  }

  RuntimeException takeStepFailure() {
    return stepFailure.getAndSet(null);
  }

  void beforeStep() {
    Error failure = loopFailure.getAndSet(null);
    if (failure != null) {
      throw failure;
    }
    if (stepGate != null) {
      stepGate.acquireUninterruptibly();
    }
  }

  @Override
  public void start(EngineOptions options) {
    starts.incrementAndGet();
    if (startProblem != null) {
      throw new EngineUnavailableException(
          startProblem.replace("CACHE", options.nativeCache().toString()), null);
    }
  }

  @Override
  public ModelInfo inspect(Path folder) {
    String config = config(folder);
    if (config.contains("broken")) {
      throw new CheckpointException(
          folder.resolve("config.json") + ": expected an architecture, found none");
    }
    return new ModelInfo(
        "LetterForCausalLM",
        1,
        1,
        FakeTokenizer.VOCABULARY,
        CONTEXT,
        1,
        "F32",
        WEIGHT_BYTES,
        !config.contains("no-template"));
  }

  @Override
  public ModelMemory memory(Path folder, String device, ComputeType type) {
    if (device.equals(unusableDevice)) {
      throw new EngineUnavailableException("Device " + device + " is not usable", null);
    }
    return new ModelMemory(inspect(folder).weightBytes(), 1);
  }

  @Override
  public Model load(Path folder, LoadOptions options) {
    loads.incrementAndGet();
    options.progress().accept(0.5);
    if (loadGate != null) {
      loadGate.acquireUninterruptibly();
    }
    if (config(folder).contains("unloadable")) {
      throw new CheckpointException(folder.resolve("model.safetensors") + ": truncated");
    }
    if (config(folder).contains("too large for the heap")) {
      throw new OutOfMemoryError("Java heap space");
    }
    openModels.incrementAndGet();
    return new FakeModel(this, inspect(folder), options.cacheTokens());
  }

  private static String config(Path folder) {
    try {
      return Files.readString(folder.resolve("config.json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
