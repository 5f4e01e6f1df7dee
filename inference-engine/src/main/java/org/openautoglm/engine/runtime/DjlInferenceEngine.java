// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.runtime;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.openautoglm.engine.api.ComputeType;
import org.openautoglm.engine.api.EngineOptions;
import org.openautoglm.engine.api.EngineUnavailableException;
import org.openautoglm.engine.api.InferenceEngine;
import org.openautoglm.engine.api.LoadOptions;
import org.openautoglm.engine.api.Model;
import org.openautoglm.engine.api.ModelInfo;
import org.openautoglm.engine.api.ModelMemory;
import org.openautoglm.engine.checkpoint.Checkpoint;
import org.openautoglm.engine.model.TorchDecoder;

/** The engine on DJL and PyTorch. Found through {@link java.util.ServiceLoader}. */
public final class DjlInferenceEngine implements InferenceEngine {
  private final NativeLibraries natives = new NativeLibraries();

  /** Models on one device take turns: the native threads of one step use all of its cores. */
  private final Map<String, Lock> turns = new ConcurrentHashMap<>();

  @Override
  public void start(EngineOptions options) {
    natives.load(options);
  }

  @Override
  public ModelInfo inspect(Path folder) {
    return describe(Checkpoint.open(folder));
  }

  private static ModelInfo describe(Checkpoint checkpoint) {
    TorchDecoder.DecoderShape shape = TorchDecoder.check(checkpoint);
    return new ModelInfo(
        checkpoint.config().architecture(),
        shape.layers(),
        shape.hidden(),
        shape.vocabulary(),
        shape.context(),
        checkpoint.parameters(),
        checkpoint.storedType().toString(),
        checkpoint.weightBytes(),
        Templates.of(checkpoint.folder()).isPresent());
  }

  @Override
  public ModelMemory memory(Path folder, String device, ComputeType type) {
    requireStarted(device);
    Checkpoint checkpoint = Checkpoint.open(folder);
    return LoadedModel.memory(checkpoint, describe(checkpoint), device, type, machine(device));
  }

  @Override
  public Model load(Path folder, LoadOptions options) {
    requireStarted(options.device());
    Checkpoint checkpoint = Checkpoint.open(folder);
    return LoadedModel.load(checkpoint, describe(checkpoint), options, machine(options.device()));
  }

  private void requireStarted(String device) {
    if (!natives.loaded()) {
      throw new EngineUnavailableException("The engine has not been started.", null);
    }
    natives.requireDevice(device);
  }

  private LoadedModel.Machine machine(String device) {
    return new LoadedModel.Machine(
        turns.computeIfAbsent(device, name -> new ReentrantLock(true)),
        natives.hasKernels(),
        natives.quantisedFolder());
  }
}
