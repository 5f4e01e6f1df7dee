// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.api;

/** A submitted sequence. */
public interface GenerationHandle {

  /**
   * Gives the sequence up; nothing is computed for it after the step that is running. The listener
   * receives {@link FinishReason#CANCELLED} from the step thread. Later calls do nothing.
   */
  void cancel();
}
