// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.scheduling;

import org.openautoglm.serving.api.ServingException;

/** Tells the scheduler what becomes of the instance in one slot. */
final class SlotListener<I extends ManagedInstance> implements InstanceListener {
  private final ModelScheduler<I> scheduler;
  private final Slot<I> slot;

  SlotListener(ModelScheduler<I> scheduler, Slot<I> slot) {
    this.scheduler = scheduler;
    this.slot = slot;
  }

  @Override
  public void onProgress(double fraction) {
    scheduler.progressed(slot, fraction);
  }

  @Override
  public void onReady() {
    scheduler.ready(slot);
  }

  @Override
  public void onEnded(ServingException failure) {
    scheduler.ended(slot, failure);
  }
}
