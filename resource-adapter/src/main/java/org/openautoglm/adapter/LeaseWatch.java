// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.adapter;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.openautoglm.adapter.api.DeviceLease;

/**
 * Takes back what a holder dropped without closing, as an application does that fails while it is
 * undeployed. It looks whenever devices are asked for or counted, and so needs no thread.
 */
final class LeaseWatch {
  private final ReferenceQueue<DeviceLease> dropped = new ReferenceQueue<>();
  private final Set<Watched> watched = ConcurrentHashMap.newKeySet();

  /** The lease as its holder sees it: only the holder refers to it, unlike to the pool's own. */
  private record Borrowed(DeviceLease pooled) implements DeviceLease {
    @Override
    public String device() {
      return pooled.device();
    }

    @Override
    public long memoryBytes() {
      return pooled.memoryBytes();
    }

    @Override
    public int threads() {
      return pooled.threads();
    }

    @Override
    public void close() {
      pooled.close();
    }
  }

  private static final class Watched extends PhantomReference<DeviceLease> {
    private final DeviceLease pooled;
    private final DeviceLedger.Holding holding;

    Watched(
        DeviceLease borrowed,
        ReferenceQueue<DeviceLease> queue,
        DeviceLease pooled,
        DeviceLedger.Holding holding) {
      super(borrowed, queue);
      this.pooled = pooled;
      this.holding = holding;
    }

    void takeBack() {
      if (!holding.isClosed()) {
        AdapterLog.LOG.abandoned(holding.bytes() >> 20, holding.device().name());
        pooled.close();
      }
    }
  }

  /** The lease to hand out in place of the pool's own. */
  DeviceLease over(DeviceLease pooled, DeviceLedger.Holding holding) {
    DeviceLease borrowed = new Borrowed(pooled);
    watched.add(new Watched(borrowed, dropped, pooled, holding));
    return borrowed;
  }

  /** Takes back what has been dropped since the last call. */
  void reclaim() {
    for (Reference<?> found = dropped.poll(); found != null; found = dropped.poll()) {
      Watched lease = (Watched) found;
      watched.remove(lease);
      lease.takeBack();
    }
  }
}
