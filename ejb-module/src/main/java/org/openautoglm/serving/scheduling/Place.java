// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.scheduling;

/**
 * A request's place at one model. While it is held the model's instance is not unloaded; closing it
 * gives it back, and closing twice does nothing.
 */
public interface Place<I extends ManagedInstance> extends AutoCloseable {

  /**
   * Waits on the calling thread until the instance serves, loading it when nobody else does.
   *
   * @throws InterruptedException when the caller gives up; a load that is under way goes on
   * @throws org.openautoglm.serving.api.ServingException when the model can't be loaded, no device
   *     has room, or the server stops
   */
  I instance() throws InterruptedException;

  @Override
  void close();
}
