// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.streaming;

import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.api.StreamEvent.Usage;

/**
 * Hears how an answer went. One of the three endings comes, once, on the thread that reads or
 * closes the answer; {@link #onReleased} comes once all its sequences are out of the engine.
 */
public interface AnswerObserver {

  void onCompleted(Usage usage);

  void onFailed(ServingException failure, Usage usage);

  /** The reader closed the answer before its end. */
  void onCancelled(Usage usage);

  /** May come on the step thread, so it must be quick. */
  void onReleased();
}
