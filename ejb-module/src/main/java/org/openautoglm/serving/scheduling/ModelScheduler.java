// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.scheduling;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.ToIntFunction;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;

/**
 * Decides which model instance serves a request. Admission is bounded per model; a model is loaded
 * by the first request that waits for it, once however many wait; when the device is full, the
 * model that has been idle longest makes room.
 *
 * <p>Waiting requests drive everything on their own threads; instances report back through {@link
 * InstanceListener}. One lock guards all slots and is never held while a device is reserved.
 *
 * @param <I> what serves
 */
public final class ModelScheduler<I extends ManagedInstance> {
  /** How long somebody who has left goes unnoticed. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private final InstanceFactory<I> factory;
  private final int queueLimit;
  private final Duration failureHold;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<ModelKey, Slot<I>> slots = new HashMap<>();
  private boolean closed;

  /** How often {@link #changed} was signalled. */
  private long changes;

  /** Instances that have given everything back so far. */
  private long endings;

  /**
   * @param queueLimit most sequences of one model that may wait or run
   * @param failureHold how long a failed load is answered with its failure before it is tried again
   */
  public ModelScheduler(
      InstanceFactory<I> factory, int queueLimit, Duration failureHold, Clock clock) {
    this.factory = factory;
    this.queueLimit = queueLimit;
    this.failureHold = failureHold;
    this.clock = clock;
  }

  /** Most sequences that one request can ever run. */
  public int largestRequest() {
    return share(queueLimit);
  }

  /** What a tenant may have of so many sequences that the others leave. */
  static int share(int left) {
    return (left + 1) / 2;
  }

  /**
   * Takes a place at a model, without waiting.
   *
   * <p>A tenant may have half of the sequences that the others leave, so that whoever comes next
   * still finds a place: the dynamic thresholds of Choudhury and Hahne, "Dynamic Queue Length
   * Thresholds for Shared-Memory Packet Switches" (1998), with a factor of one.
   *
   * @param tenant whose request it is
   * @param sequences how many sequences the request will run
   * @throws ServingException {@link ErrorCode#QUEUE_FULL} or {@link ErrorCode#SHUTTING_DOWN}
   */
  public Place<I> admit(ModelKey key, String tenant, int sequences) {
    return admit(key, slot -> slot.enter(tenant, sequences, queueLimit), tenant);
  }

  /**
   * The same for a request that can run its sequences one after the other: it gets half of what its
   * tenant may still have, and at least one.
   *
   * @param most how many sequences it could run at a time
   */
  public Place<I> admitSome(ModelKey key, String tenant, int most) {
    return admit(key, slot -> slot.enterSome(tenant, most, queueLimit), tenant);
  }

  private Place<I> admit(ModelKey key, ToIntFunction<Slot<I>> entry, String tenant) {
    lock.lock();
    try {
      requireOpen();
      Slot<I> slot = slots.computeIfAbsent(key, absent -> new Slot<>(absent, clock.instant()));
      slot.forgetOldFailure(clock.instant());
      slot.revive();
      return new HeldPlace<>(this, slot, tenant, entry.applyAsInt(slot));
    } finally {
      lock.unlock();
    }
  }

  /** How a model's instance stands. */
  public InstanceStatus status(ModelKey key) {
    lock.lock();
    try {
      Slot<I> slot = slots.get(key);
      if (slot == null) {
        return InstanceStatus.ABSENT;
      }
      slot.forgetOldFailure(clock.instant());
      return slot.status();
    } finally {
      lock.unlock();
    }
  }

  /** The instances that serve now, in no order. */
  public List<ReadyInstance<I>> ready() {
    lock.lock();
    try {
      return slots.values().stream()
          .filter(slot -> slot.state == Slot.State.READY)
          .map(slot -> new ReadyInstance<>(slot.key, slot.instance, slot.readySince))
          .toList();
    } finally {
      lock.unlock();
    }
  }

  /** Unloads every model that is not among these, as soon as it is idle. */
  public void retain(Set<ModelKey> known) {
    lock.lock();
    try {
      for (Slot<I> slot : List.copyOf(slots.values())) {
        if (!known.contains(slot.key)) {
          slot.supersede();
          tidy(slot);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Unloads a model now if it is idle; returns whether it was. */
  public boolean unload(ModelKey key) {
    lock.lock();
    try {
      Slot<I> slot = slots.get(key);
      if (slot == null || !slot.isIdle()) {
        return false;
      }
      stop(slot);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Refuses everything from now on, fails those who wait, stops all instances and waits until they
   * have given everything back.
   *
   * @return the models still held when the time was over, normally none
   */
  public List<ModelKey> close(Duration patience) throws InterruptedException {
    long nanos = patience.toNanos();
    lock.lock();
    try {
      closed = true;
      slots.values().stream().filter(slot -> slot.instance != null).forEach(this::stop);
      signalChange();
      while (!held().isEmpty() && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      return held();
    } finally {
      lock.unlock();
    }
  }

  private List<ModelKey> held() {
    List<ModelKey> held = new ArrayList<>();
    for (Slot<I> slot : slots.values()) {
      if (slot.instance != null || slot.state == Slot.State.STARTING) {
        held.add(slot.key);
      }
    }
    return held;
  }

  I await(Slot<I> slot, int failuresSeen, BooleanSupplier abandoned) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        requireOpen();
        if (slot.state == Slot.State.READY) {
          return slot.instance;
        }
        if (slot.failures > failuresSeen || slot.state == Slot.State.FAILED) {
          throw slot.copyOfFailure();
        }
        if (slot.state == Slot.State.ABSENT && launch(slot)) {
          continue;
        }
        awaitChange(abandoned);
      }
    } finally {
      lock.unlock();
    }
  }

  private void signalChange() {
    changes++;
    changed.signalAll();
  }

  /** Returns when something has changed, which may be nothing that matters to this slot. */
  private void awaitChange(BooleanSupplier abandoned) throws InterruptedException {
    long before = changes;
    while (changes == before) {
      if (changed.awaitNanos(LOOK_NANOS) <= 0 && asked(abandoned)) {
        throw new ServingException(
            ErrorCode.CANCELLED, "The request was given up by its caller while it waited.");
      }
    }
  }

  /** Without the lock: nobody knows how long it takes to find out. */
  private boolean asked(BooleanSupplier abandoned) {
    lock.unlock();
    try {
      return abandoned.getAsBoolean();
    } finally {
      lock.lock();
    }
  }

  /** Tries to bring an instance up; returns whether the slot has moved on. */
  private boolean launch(Slot<I> slot) {
    slot.state = Slot.State.STARTING;
    slot.progress = 0;
    I instance = null;
    NoRoomException full = null;
    ServingException failure = null;
    long endingsBefore = endings;
    lock.unlock();
    try {
      instance = factory.create(slot.key);
    } catch (NoRoomException e) {
      full = e;
    } catch (ServingException e) {
      failure = e;
    } catch (RuntimeException | Error e) {
      failure = unexpected(slot.key, e);
    } finally {
      lock.lock();
      slot.state = Slot.State.ABSENT;
    }
    if (full != null) {
      if (endings != endingsBefore) {
        // there is more room than there was
        return true;
      }
      makeRoom(slot, full);
      return false;
    }
    signalChange();
    if (failure != null) {
      fail(slot, failure);
      return true;
    }
    begin(slot, instance);
    return true;
  }

  private void begin(Slot<I> slot, I instance) {
    if (closed) {
      instance.stop();
      return;
    }
    slot.instance = instance;
    slot.state = Slot.State.LOADING;
    try {
      instance.start(new SlotListener<>(this, slot));
    } catch (RuntimeException | Error e) {
      slot.instance = null;
      fail(slot, unexpected(slot.key, e));
    }
  }

  private void makeRoom(Slot<I> slot, NoRoomException full) {
    if (closed) {
      signalChange();
    }
    requireOpen();
    Optional<Slot<I>> idle =
        slots.values().stream()
            .filter(Slot::isIdle)
            .min(Comparator.comparing((Slot<I> candidate) -> candidate.lastUsed));
    if (idle.isPresent()) {
      stop(idle.get());
    } else if (slots.values().stream().noneMatch(other -> other.state == Slot.State.STOPPING)) {
      throw new ServingException(
          ErrorCode.NO_DEVICE,
          "There is no room to load the model '"
              + slot.key.name()
              + "' and every loaded model is busy: try again later. "
              + full.getMessage(),
          null,
          full);
    }
  }

  private void stop(Slot<I> slot) {
    slot.state = Slot.State.STOPPING;
    slot.instance.stop();
  }

  void leave(Slot<I> slot, String tenant, int sequences) {
    lock.lock();
    try {
      slot.leave(tenant, sequences, clock.instant());
      tidy(slot);
      signalChange();
    } finally {
      lock.unlock();
    }
  }

  void progressed(Slot<I> slot, double fraction) {
    lock.lock();
    try {
      slot.progress = fraction;
    } finally {
      lock.unlock();
    }
  }

  void ready(Slot<I> slot) {
    lock.lock();
    try {
      if (slot.state == Slot.State.LOADING) {
        slot.state = Slot.State.READY;
        slot.readySince = clock.instant();
        slot.lastUsed = slot.readySince;
      }
      tidy(slot);
      signalChange();
    } finally {
      lock.unlock();
    }
  }

  void ended(Slot<I> slot, ServingException failure) {
    lock.lock();
    try {
      boolean loading = slot.state == Slot.State.LOADING;
      endings++;
      slot.instance = null;
      slot.state = Slot.State.ABSENT;
      if (loading && failure != null) {
        fail(slot, failure);
      }
      tidy(slot);
      signalChange();
    } finally {
      lock.unlock();
    }
  }

  private void fail(Slot<I> slot, ServingException failure) {
    Instant now = clock.instant();
    boolean modelAtFault =
        failure.code() == ErrorCode.MODEL_BROKEN || failure.code() == ErrorCode.INTERNAL;
    slot.fail(failure, modelAtFault ? now.plus(failureHold) : now);
  }

  private void tidy(Slot<I> slot) {
    if (slot.isAbandoned()) {
      stop(slot);
    } else if (slot.isEmpty()) {
      slots.remove(slot.key, slot);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new ServingException(
          ErrorCode.SHUTTING_DOWN, "The server is stopping: try again when it is back.");
    }
  }

  private static ServingException unexpected(ModelKey key, Throwable cause) {
    return new ServingException(
        ErrorCode.INTERNAL,
        "The model '" + key.name() + "' could not be loaded: the server's log says why.",
        null,
        cause);
  }
}
