// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

import java.util.Arrays;

/**
 * The tokens of one step, those of all sequences one behind the other.
 *
 * @param ids token ids
 * @param positions position of each token in its sequence
 * @param cacheRows cache row of each token
 * @param sequences four numbers per sequence: its first token here, its number of tokens here, its
 *     first cache row, and its number of cache rows including the tokens here
 * @param rows the tokens whose result is wanted, as indices into {@code ids}
 */
@SuppressWarnings("ArrayRecordComponent") // handed straight to native code, never compared
public record StepTokens(
    long[] ids, long[] positions, long[] cacheRows, long[] sequences, long[] rows) {

  /** Collects the tokens of a step. */
  static final class Builder {
    private final Longs ids = new Longs();
    private final Longs positions = new Longs();
    private final Longs cacheRows = new Longs();
    private final Longs sequences = new Longs();
    private final Longs rows = new Longs();

    /**
     * Adds tokens of a sequence.
     *
     * @param past tokens already in the cache
     * @param firstRow the sequence's first cache row
     */
    void add(int[] tokens, int from, int count, int past, int firstRow) {
      sequences.add(ids.size);
      sequences.add(count);
      sequences.add(firstRow);
      sequences.add(past + count);
      for (int i = 0; i < count; i++) {
        ids.add(tokens[from + i]);
        positions.add(past + i);
        cacheRows.add(firstRow + past + i);
      }
    }

    /** Asks for the result of the last {@code count} tokens added. */
    void wantLast(int count) {
      for (int i = ids.size - count; i < ids.size; i++) {
        rows.add(i);
      }
    }

    StepTokens build() {
      return new StepTokens(
          ids.toArray(),
          positions.toArray(),
          cacheRows.toArray(),
          sequences.toArray(),
          rows.toArray());
    }
  }

  /** A growing list of numbers. */
  private static final class Longs {
    private long[] values = new long[64];
    private int size;

    void add(long value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = value;
    }

    long[] toArray() {
      return Arrays.copyOf(values, size);
    }
  }
}
