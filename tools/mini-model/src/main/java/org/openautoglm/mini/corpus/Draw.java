// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import java.util.List;
import java.util.SplittableRandom;

/** Choices at random. */
final class Draw {
  private Draw() {}

  static <T> T from(List<T> choices, SplittableRandom random) {
    return choices.get(random.nextInt(choices.size()));
  }

  static boolean chance(double probability, SplittableRandom random) {
    return random.nextDouble() < probability;
  }
}
