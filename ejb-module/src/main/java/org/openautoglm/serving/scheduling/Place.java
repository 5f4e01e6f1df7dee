// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.scheduling;

import java.util.function.BooleanSupplier;

/**
 * A request's place at one model. While it is held the model's instance is not unloaded; closing it
 * gives it back, and closing twice does nothing.
 */
public interface Place<I extends ManagedInstance> extends AutoCloseable {

  /** How many sequences the request may run at a time. */
  int sequences();

  /**
   * Waits on the calling thread until the instance serves, loading it when nobody else does.
   *
   * @throws InterruptedException when the caller gives up; a load that is under way goes on
   * @throws org.openautoglm.serving.api.ServingException when the model can't be loaded, no device
   *     has room, or the server stops
   */
  default I instance() throws InterruptedException {
    return instance(() -> false);
  }

  /**
   * The same for somebody who may leave.
   *
   * @param abandoned asked now and then, on the calling thread: whether nobody waits any more
   * @throws org.openautoglm.serving.api.ServingException {@link
   *     org.openautoglm.serving.api.ErrorCode#CANCELLED} when nobody does; a load that is under way
   *     goes on
   */
  I instance(BooleanSupplier abandoned) throws InterruptedException;

  @Override
  void close();
}
