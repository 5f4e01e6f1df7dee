// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.scheduling;

import org.openautoglm.serving.api.ServingException;

/** Hears from one instance, on the instance's thread. */
public interface InstanceListener {

  /**
   * @param fraction loaded part, 0 to 1
   */
  void onProgress(double fraction);

  /** The instance serves from now on. Comes at most once. */
  void onReady();

  /**
   * The instance has given everything back. Comes exactly once, last.
   *
   * @param failure why it ended, or null when it was asked to
   */
  void onEnded(ServingException failure);
}
