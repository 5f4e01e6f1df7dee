// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.scheduling;

/** Makes instances. Called by several threads at once. */
@FunctionalInterface
public interface InstanceFactory<I extends ManagedInstance> {

  /**
   * Reserves a device for a model and returns the instance that holds it, not yet started.
   *
   * @throws NoRoomException when other instances hold the room this one needs
   * @throws org.openautoglm.serving.api.ServingException when it can't be made however much room is
   *     given back
   */
  I create(ModelKey key) throws NoRoomException;
}
