// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.scheduling;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;

/**
 * Everything the scheduler knows of one model version. Guarded by the scheduler's lock.
 *
 * <p>The life of its instance: absent - starting (a device is being reserved) - loading - ready -
 * stopping - absent again. A failed load leaves it failed until the hold time is over.
 */
final class Slot<I extends ManagedInstance> {

  enum State {
    ABSENT,
    STARTING,
    LOADING,
    READY,
    STOPPING,
    FAILED
  }

  final ModelKey key;
  State state = State.ABSENT;
  I instance;
  double progress;
  private ServingException failure;

  /** Failed loads so far: a waiting request fails with the load it waited for. */
  int failures;

  /** Places taken, which is what keeps an instance from being unloaded. */
  int places;

  Instant lastUsed;

  /** When the instance began to serve; of meaning only while it does. */
  Instant readySince;

  private final Map<String, Integer> sequencesByTenant = new HashMap<>();
  private int sequences;
  private Instant retryAt;
  private boolean superseded;

  Slot(ModelKey key, Instant now) {
    this.key = key;
    this.lastUsed = now;
  }

  /**
   * @param limit most sequences of all tenants; see {@link ModelScheduler#admit} for how they share
   *     them
   * @return how many sequences have entered
   */
  int enter(String tenant, int count, int limit) {
    int own = sequencesByTenant.getOrDefault(tenant, 0);
    int others = sequences - own;
    int share = ModelScheduler.share(limit - others);
    if (own + count > share) {
      throw new ServingException(
          ErrorCode.QUEUE_FULL,
          "The model '"
              + key.name()
              + "' takes at most "
              + limit
              + " sequences; "
              + others
              + " of other callers and "
              + own
              + " of yours wait or run, and each caller may have half of what the others leave, "
              + share
              + " now: try again later.");
    }
    sequencesByTenant.put(tenant, own + count);
    sequences += count;
    places++;
    return count;
  }

  /** See {@link ModelScheduler#admitSome}. */
  int enterSome(String tenant, int most, int limit) {
    int own = sequencesByTenant.getOrDefault(tenant, 0);
    int left = ModelScheduler.share(limit - sequences + own) - own;
    return enter(tenant, Math.min(most, Math.max(1, ModelScheduler.share(left))), limit);
  }

  void leave(String tenant, int count, Instant now) {
    sequencesByTenant.computeIfPresent(
        tenant, (name, own) -> own == count ? null : Integer.valueOf(own - count));
    sequences -= count;
    places--;
    lastUsed = now;
  }

  void fail(ServingException cause, Instant triedAgainFrom) {
    state = State.FAILED;
    failure = cause;
    retryAt = triedAgainFrom;
    failures++;
  }

  /** Each waiting request throws an exception of its own. */
  ServingException copyOfFailure() {
    return new ServingException(failure.code(), failure.getMessage(), failure.parameter(), failure);
  }

  /** Forgets a failure once its hold time is over, so that the load is tried again. */
  void forgetOldFailure(Instant now) {
    if (state == State.FAILED && !now.isBefore(retryAt)) {
      state = State.ABSENT;
    }
  }

  /** Marks a version that is no longer in the catalog. */
  void supersede() {
    superseded = true;
  }

  void revive() {
    superseded = false;
  }

  boolean isIdle() {
    return state == State.READY && places == 0;
  }

  /** Whether the instance serves nobody and nobody new will come. */
  boolean isAbandoned() {
    return superseded && isIdle();
  }

  /** Whether nothing is lost when the slot is forgotten. */
  boolean isEmpty() {
    return places == 0
        && instance == null
        && (state == State.ABSENT || (state == State.FAILED && superseded));
  }

  boolean isBeingLoaded() {
    return state == State.STARTING || state == State.LOADING;
  }

  InstanceStatus status() {
    InstanceStatus.Phase phase =
        switch (state) {
          case ABSENT, STOPPING -> InstanceStatus.Phase.ABSENT;
          case STARTING, LOADING -> InstanceStatus.Phase.LOADING;
          case READY -> InstanceStatus.Phase.READY;
          case FAILED -> InstanceStatus.Phase.FAILED;
        };
    return new InstanceStatus(phase, progress, state == State.FAILED ? failure : null);
  }
}
