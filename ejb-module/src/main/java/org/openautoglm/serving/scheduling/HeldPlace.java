// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.scheduling;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** A place that has been taken in a slot. */
final class HeldPlace<I extends ManagedInstance> implements Place<I> {
  private final ModelScheduler<I> scheduler;
  private final Slot<I> slot;
  private final String tenant;
  private final int sequences;
  private final int failuresSeen;
  private final AtomicBoolean left = new AtomicBoolean();

  HeldPlace(ModelScheduler<I> scheduler, Slot<I> slot, String tenant, int sequences) {
    this.scheduler = scheduler;
    this.slot = slot;
    this.tenant = tenant;
    this.sequences = sequences;
    this.failuresSeen = slot.failures;
  }

  @Override
  public int sequences() {
    return sequences;
  }

  @Override
  public I instance(BooleanSupplier abandoned) throws InterruptedException {
    return scheduler.await(slot, failuresSeen, abandoned);
  }

  @Override
  public void close() {
    if (left.compareAndSet(false, true)) {
      scheduler.leave(slot, tenant, sequences);
    }
  }
}
