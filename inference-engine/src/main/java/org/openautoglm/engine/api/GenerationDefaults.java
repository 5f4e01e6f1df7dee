// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.api;

import java.util.Set;

/**
 * What {@code generation_config.json} (or, without it, {@code config.json}) asks for. Sampling
 * values are null where the checkpoint is silent; a checkpoint with {@code do_sample: false} has
 * temperature 0.
 *
 * @param stopTokens ids that end a sequence
 */
public record GenerationDefaults(
    Double temperature,
    Double topP,
    Integer topK,
    Double minP,
    Double repetitionPenalty,
    Set<Integer> stopTokens) {

  public GenerationDefaults {
    stopTokens = Set.copyOf(stopTokens);
  }
}
