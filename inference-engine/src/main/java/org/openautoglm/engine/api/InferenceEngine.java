// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.api;

import java.nio.file.Path;
import java.util.ServiceLoader;

/**
 * Loads Hugging Face checkpoint folders and turns them into models that generate tokens. One engine
 * serves the whole JVM: native libraries can be loaded only once.
 */
public interface InferenceEngine {

  /** Finds the engine beside this interface through {@link ServiceLoader}. */
  static InferenceEngine discover() {
    return ServiceLoader.load(InferenceEngine.class, InferenceEngine.class.getClassLoader())
        .findFirst()
        .orElseThrow(
            () ->
                new EngineUnavailableException(
                    "No inference engine is installed beside "
                        + InferenceEngine.class.getName()
                        + ": check that the engine module is complete.",
                    null));
  }

  /**
   * Loads the native libraries if that has not happened yet; later calls do nothing.
   *
   * @throws EngineUnavailableException when they cannot be extracted or loaded; the message says
   *     which folder and why. A later call tries again.
   */
  void start(EngineOptions options);

  /**
   * Reads what a checkpoint folder holds without reading its weights and without native code.
   *
   * @throws CheckpointException when the folder is not a checkpoint this engine can load
   */
  ModelInfo inspect(Path folder);

  /**
   * The memory that a checkpoint would take. It depends on what this machine can compute in: where
   * a format is not, weights are widened. Reads no weights.
   *
   * @param device {@code cpu} or {@code gpu:N}
   * @throws CheckpointException when the folder is not a checkpoint this engine can load
   * @throws EngineUnavailableException when the engine has not been started, or does not compute in
   *     this type on this device
   */
  ModelMemory memory(Path folder, String device, ComputeType type);

  /**
   * Loads a checkpoint folder. The caller owns the model and closes it.
   *
   * @throws CheckpointException when a file is missing, malformed or does not fit the architecture;
   *     nothing stays allocated
   * @throws EngineUnavailableException when the engine has not been started
   */
  Model load(Path folder, LoadOptions options);
}
