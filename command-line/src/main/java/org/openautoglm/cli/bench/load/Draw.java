// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.load;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Draws words or ids for one conversation. The shared part depends on the seed alone. What follows
 * begins differently in each conversation, as far as there are different elements, so that no cache
 * of prefixes helps beyond the shared part.
 */
final class Draw<T> {
  private final List<T> pool;
  private final T first;
  private final long seed;
  private final SplittableRandom own;
  private boolean begun;

  /**
   * @param index number of the conversation
   */
  Draw(List<T> pool, long seed, long index) {
    List<T> shuffled = new ArrayList<>(pool);
    Collections.shuffle(shuffled, new Random(seed));
    this.pool = shuffled;
    this.seed = seed;
    this.first = shuffled.get((int) Math.floorMod(index, (long) shuffled.size()));
    this.own = new SplittableRandom(seed ^ (0x9E3779B97F4A7C15L * (index + 1)));
  }

  List<T> shared(int count) {
    return draw(count, new SplittableRandom(seed));
  }

  List<T> next(int count) {
    List<T> drawn = draw(count, own);
    if (!begun) {
      drawn.set(0, first);
      begun = true;
    }
    return drawn;
  }

  private List<T> draw(int count, SplittableRandom random) {
    List<T> drawn = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      drawn.add(pool.get(random.nextInt(pool.size())));
    }
    return drawn;
  }
}
