// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.scheduling;

/**
 * A model instance as the scheduler sees it: something that holds a device, loads for a while, then
 * serves, and is asked to stop.
 */
public interface ManagedInstance {

  /**
   * Begins to load, on a thread of its own, and returns at once. When this throws, nothing is held.
   */
  void start(InstanceListener listener);

  /**
   * Asks the instance to give everything back, and returns at once; {@link
   * InstanceListener#onEnded} tells when it has. An instance that was never started gives back
   * before this returns, and tells nobody. Stopping twice does nothing.
   */
  void stop();
}
