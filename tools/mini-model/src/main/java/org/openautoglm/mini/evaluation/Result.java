// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.evaluation;

import java.util.Locale;

/**
 * What came out for one task.
 *
 * @param goal share of right answers that is wanted, 0 to 1
 */
record Result(String task, int asked, int right, double goal) {
  double share() {
    return (double) right / asked;
  }

  boolean isReached() {
    return share() >= goal;
  }

  /** A line of the table. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%-26s %6d %6d %6.1f%% %5.0f%%%s",
        task,
        asked,
        right,
        100 * share(),
        100 * goal,
        isReached() ? "" : "  missed");
  }
}
