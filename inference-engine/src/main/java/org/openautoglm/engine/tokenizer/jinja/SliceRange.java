// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.math.BigInteger;
import java.util.function.IntConsumer;

/** The indices a Python slice selects, as {@code slice.indices} computes them. */
record SliceRange(long start, long stop, long step) {

  /**
   * @param start first index, null when absent; so the other two
   */
  static SliceRange of(int length, Object start, Object stop, Object step) {
    long by = step == null ? 1 : index(step, Long.MAX_VALUE / 4);
    if (by == 0) {
      throw JinjaException.failure("slice step cannot be zero");
    }
    long lowest = by > 0 ? 0 : -1;
    long highest = by > 0 ? length : length - 1;
    long from = start == null ? (by > 0 ? lowest : highest) : clamp(start, length, lowest, highest);
    long to = stop == null ? (by > 0 ? highest : lowest) : clamp(stop, length, lowest, highest);
    return new SliceRange(from, to, by);
  }

  void forEach(IntConsumer action) {
    for (long i = start; step > 0 ? i < stop : i > stop; i += step) {
      action.accept((int) i);
    }
  }

  private static long clamp(Object value, int length, long lowest, long highest) {
    long index = index(value, Integer.MAX_VALUE);
    index = index < 0 ? index + length : index;
    return Math.max(lowest, Math.min(highest, index));
  }

  private static long index(Object value, long bound) {
    if (!PythonNumbers.isInteger(value)) {
      if (value instanceof Undefined undefined) {
        throw undefined.used();
      }
      throw JinjaException.failure("slice indices must be integers or None");
    }
    BigInteger limit = BigInteger.valueOf(bound);
    return PythonNumbers.big(value).max(limit.negate()).min(limit).longValue();
  }
}
