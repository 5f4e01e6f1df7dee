// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.connection;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How fast a caller takes its answer or sends its request: only the time spent waiting for the
 * caller counts, and begins anew with every {@link #STRETCH} bytes. So an answer that is slow to
 * come is no fault of its caller, and one that is read byte by byte is noticed although every byte
 * is progress. One thread writes or reads; any other may ask.
 */
final class Pace {
  static final int STRETCH = 8192;

  private static final long IDLE = Long.MIN_VALUE;

  private final long limitNanos;
  private final LongSupplier nanoClock;
  private volatile long begun = IDLE;
  private volatile long waitedNanos;
  private volatile boolean givenUp;
  private int done;

  /**
   * @param limit longest time a caller may need for a stretch
   */
  Pace(Duration limit, LongSupplier nanoClock) {
    this.limitNanos = limit.toNanos();
    this.nanoClock = nanoClock;
  }

  /** Most bytes until the next {@link #ended}. */
  int left() {
    return STRETCH - done;
  }

  void begins() {
    begun = nanoClock.getAsLong();
  }

  void ended(int bytes) {
    long waited = waitedNanos + nanoClock.getAsLong() - begun;
    begun = IDLE;
    done += bytes;
    if (done >= STRETCH) {
      done = 0;
      waited = 0;
    }
    waitedNanos = waited;
  }

  /** Notes that the connection is being cut. */
  void giveUp() {
    givenUp = true;
  }

  boolean isGivenUp() {
    return givenUp;
  }

  /** Whether the caller is being waited for, and the caller has used its time up. */
  boolean isTooSlow() {
    long since = begun;
    return since != IDLE && waitedNanos + nanoClock.getAsLong() - since > limitNanos;
  }
}
