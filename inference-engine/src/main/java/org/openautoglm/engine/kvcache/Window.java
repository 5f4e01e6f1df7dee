// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.kvcache;

import java.util.Optional;

/**
 * Neighbouring leases that are pushed apart: those from {@code first} up to {@code gap} to the
 * left, those from {@code gap} up to {@code last} to the right, so that all free rows among them
 * meet in between.
 *
 * @param first index of the first lease
 * @param gap index of the lease behind the joined gap
 * @param last index behind the last lease
 * @param lent rows of these leases
 */
record Window(int first, int gap, int last, int lent) {
  /** The joined gap may come to lie anywhere. */
  static final int ANYWHERE = -1;

  /**
   * The window with the fewest lent rows that holds so many free ones.
   *
   * @param gaps free rows before each lease, and behind the last one
   * @param lengths rows of each lease
   * @param place where the gap must be, or {@link #ANYWHERE}
   */
  static Optional<Window> cheapest(int[] gaps, int[] lengths, int count, int place) {
    Window best = null;
    int fewest = Integer.MAX_VALUE;
    for (int first = 0; first < gaps.length; first++) {
      int free = gaps[first];
      int lent = 0;
      int last = first;
      while (last < lengths.length && (free < count || last < place)) {
        lent += lengths[last];
        last++;
        free += gaps[last];
      }
      boolean here = place == ANYWHERE || (first <= place && place <= last);
      if (free >= count && here && lent < fewest) {
        best = new Window(first, place == ANYWHERE ? last : place, last, lent);
        fewest = lent;
      }
    }
    return Optional.ofNullable(best);
  }
}
