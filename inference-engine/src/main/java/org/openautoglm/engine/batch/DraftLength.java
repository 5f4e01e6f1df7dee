// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

/**
 * How many tokens are worth guessing. Each further guess is right with the observed probability,
 * and only when all before it were; it pays as long as that chance exceeds its cost. When none
 * pays, one is tried now and then, ever less often, since both text and cost change.
 */
final class DraftLength {
  /** Most tokens guessed at once. */
  static final int MOST = 8;

  /** Part of the observed probability that a new observation makes up. */
  private static final double WEIGHT = 0.2;

  private static final int FIRST_PAUSE = 16;
  private static final int LONGEST_PAUSE = 256;

  private double acceptance = 0.5;
  private int pause;
  private int nextPause = FIRST_PAUSE;

  /**
   * @param cost of checking a guess, as a part of the cost of a token computed without guessing
   */
  int next(double cost) {
    int worth = worth(cost);
    if (worth > 0) {
      pause = 0;
      nextPause = FIRST_PAUSE;
      return worth;
    }
    if (pause > 0) {
      pause--;
      return 0;
    }
    pause = nextPause;
    nextPause = Math.min(LONGEST_PAUSE, 2 * nextPause);
    return 1;
  }

  private int worth(double cost) {
    int worth = 0;
    for (double chance = acceptance; worth < MOST && chance > cost; chance *= acceptance) {
      worth++;
    }
    return worth;
  }

  /** Learns that of so many guesses the first {@code right} were right. */
  void checked(int guesses, int right) {
    for (int i = 0; i < right; i++) {
      acceptance += WEIGHT * (1 - acceptance);
    }
    if (right < guesses) {
      acceptance -= WEIGHT * acceptance;
    }
  }
}
