// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.catalog;

import java.nio.file.Path;
import org.openautoglm.engine.api.ModelInfo;

/** Looks into a checkpoint folder without loading its weights. */
@FunctionalInterface
public interface CheckpointInspector {

  /**
   * @throws org.openautoglm.engine.api.CheckpointException when it is not a checkpoint the engine
   *     can load
   * @throws org.openautoglm.serving.api.ServingException when there is no engine to ask
   */
  ModelInfo inspect(Path folder);
}
