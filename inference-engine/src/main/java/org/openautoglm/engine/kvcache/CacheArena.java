// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.kvcache;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Lends contiguous ranges of cache rows. Contiguous, because attention then reads keys and values
 * in place. The smallest free range that fits is taken, and neighbouring free ranges are joined.
 * Not safe for use by several threads.
 */
public final class CacheArena {
  private final int rows;

  /** Free ranges by their first row; never two that touch. */
  private final TreeMap<Integer, Integer> free = new TreeMap<>();

  private final List<Range> lent = new ArrayList<>();

  public CacheArena(int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException("a cache needs at least one row, not " + rows);
    }
    this.rows = rows;
    free.put(0, rows);
  }

  public int rows() {
    return rows;
  }

  public int rowsLent() {
    return lent.stream().mapToInt(Range::rows).sum();
  }

  /** Lends {@code count} contiguous rows; empty when no free range is that long. */
  public Optional<CacheLease> lease(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("a lease needs at least one row, not " + count);
    }
    return free.entrySet().stream()
        .filter(range -> range.getValue() >= count)
        .min(Map.Entry.comparingByValue())
        .map(range -> take(range.getKey(), range.getValue(), count));
  }

  private CacheLease take(int start, int available, int count) {
    free.remove(start);
    if (available > count) {
      free.put(start + count, available - count);
    }
    Range range = new Range(start, count);
    lent.add(range);
    return range;
  }

  /**
   * Checks that free and lent ranges cover every row exactly once.
   *
   * @throws IllegalStateException when they do not, which is a defect of this class
   */
  public void checkIntegrity() {
    TreeMap<Integer, Integer> all = new TreeMap<>(free);
    for (Range range : lent) {
      if (all.put(range.start, range.rows) != null) {
        throw new IllegalStateException("two ranges begin at row " + range.start);
      }
    }
    int next = 0;
    for (Map.Entry<Integer, Integer> range : all.entrySet()) {
      if (range.getKey() != next) {
        throw new IllegalStateException("rows from " + next + " are lost or lent twice");
      }
      next += range.getValue();
    }
    if (next != rows) {
      throw new IllegalStateException("rows from " + next + " to " + rows + " are lost");
    }
  }

  private void release(Range range) {
    lent.remove(range);
    int start = range.start;
    int count = range.rows;
    Map.Entry<Integer, Integer> before = free.lowerEntry(start);
    if (before != null && before.getKey() + before.getValue() == start) {
      free.remove(before.getKey());
      start = before.getKey();
      count += before.getValue();
    }
    Integer after = free.remove(range.start + range.rows);
    if (after != null) {
      count += after;
    }
    free.put(start, count);
  }

  private boolean extend(Range range, int count) {
    int end = range.start + range.rows;
    Integer available = free.get(end);
    int more = count - range.rows;
    if (available == null || available < more) {
      return false;
    }
    free.remove(end);
    if (available > more) {
      free.put(end + more, available - more);
    }
    range.rows = count;
    return true;
  }

  private final class Range implements CacheLease {
    private final int start;
    private int rows;
    private boolean closed;

    Range(int start, int rows) {
      this.start = start;
      this.rows = rows;
    }

    @Override
    public int start() {
      return start;
    }

    @Override
    public int rows() {
      return rows;
    }

    @Override
    public boolean extendTo(int count) {
      if (closed) {
        throw new IllegalStateException("the lease was given back");
      }
      return count <= rows || extend(this, count);
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        release(this);
      }
    }
  }
}
