// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.load;

import java.time.Duration;

/**
 * How much is asked, and how fast.
 *
 * @param concurrency most requests at a time; 0 for any number, which needs a rate
 * @param rate conversations that begin per second, by a Poisson process; 0 for a closed loop, where
 *     the next one begins when one has ended
 * @param requests how many in all; {@link Integer#MAX_VALUE} for as many as the duration allows
 * @param duration after which no further one begins; what has arrived by then is still answered;
 *     null for no such limit
 * @param turns requests of each conversation
 */
public record LoadShape(int concurrency, double rate, int requests, Duration duration, int turns) {

  /**
   * @throws IllegalArgumentException when that is no load, or one without end
   */
  public LoadShape {
    if (concurrency < 0 || rate < 0 || Double.isNaN(rate) || Double.isInfinite(rate)) {
      throw new IllegalArgumentException("concurrency and rate must not be negative");
    }
    if (concurrency == 0 && rate == 0) {
      throw new IllegalArgumentException("a closed loop needs a concurrency of 1 or more");
    }
    if (requests < 1 || turns < 1) {
      throw new IllegalArgumentException("requests and turns must be 1 or more");
    }
    if (requests == Integer.MAX_VALUE && duration == null) {
      throw new IllegalArgumentException("a number of requests or a duration is needed");
    }
  }

  boolean open() {
    return rate > 0;
  }

  int places() {
    return concurrency == 0 ? Integer.MAX_VALUE : concurrency;
  }
}
