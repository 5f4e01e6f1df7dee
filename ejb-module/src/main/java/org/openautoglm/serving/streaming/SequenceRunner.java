// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.streaming;

import org.openautoglm.engine.api.GenerationHandle;
import org.openautoglm.engine.api.GenerationListener;
import org.openautoglm.engine.api.GenerationRequest;

/** Whatever computes sequences: a worker. */
@FunctionalInterface
public interface SequenceRunner {

  /**
   * Hands a sequence over; its listener hears of its end exactly once, with a {@link
   * org.openautoglm.serving.api.ServingException} when it fails.
   *
   * @throws org.openautoglm.serving.api.ServingException when nothing can be handed over any more
   */
  GenerationHandle submit(GenerationRequest request, GenerationListener listener);
}
