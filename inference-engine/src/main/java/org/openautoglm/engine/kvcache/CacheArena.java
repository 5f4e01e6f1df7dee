// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.kvcache;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Lends contiguous ranges of cache rows. Contiguous, because attention then reads keys and values
 * in place. The smallest gap that fits is taken; gaps that are too small one by one are joined by
 * moving leases, see {@link #gather} and {@link #gatherBehind}. Not safe for use by several
 * threads.
 *
 * <p>Only what is lent is kept; what is free lies between. There are at most a few hundred leases,
 * so that looking at all of them costs nothing beside a step of the model.
 */
public final class CacheArena {
  private final int rows;
  private final RowCopier copier;

  /** Leases by their first row. */
  private final TreeMap<Integer, Range> lent = new TreeMap<>();

  private int rowsLent;

  /**
   * @param copier moves the content when a lease moves
   */
  public CacheArena(int rows, RowCopier copier) {
    if (rows < 1) {
      throw new IllegalArgumentException("a cache needs at least one row, not " + rows);
    }
    this.rows = rows;
    this.copier = copier;
  }

  public int rowsLent() {
    return rowsLent;
  }

  public int rowsFree() {
    return rows - rowsLent;
  }

  /** Lends {@code count} contiguous rows; empty when no gap is that long. */
  public Optional<CacheLease> lease(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("a lease needs at least one row, not " + count);
    }
    int best = -1;
    int smallest = Integer.MAX_VALUE;
    int start = 0;
    for (Range range : ranges()) {
      int gap = range.start - start;
      if (gap >= count && gap < smallest) {
        best = start;
        smallest = gap;
      }
      start = range.end();
    }
    int last = rows - start;
    if (last >= count && last < smallest) {
      best = start;
    }
    return best < 0 ? Optional.empty() : Optional.of(new Range(best, count));
  }

  /**
   * Moves leases until one gap has at least {@code count} rows, with as few rows moved as possible.
   *
   * @param most rows that may be moved
   * @return false, with nothing moved, when fewer rows are free in all, or more had to be moved
   */
  public boolean gather(int count, int most) {
    return slide(Window.cheapest(gaps(), lengths(), count, Window.ANYWHERE), most);
  }

  /**
   * Moves leases until at least {@code count} rows behind this lease are free; its own content
   * stays with it.
   *
   * @param most rows that may be moved
   * @return false, with nothing moved, when fewer rows are free in all, or more had to be moved
   */
  public boolean gatherBehind(CacheLease lease, int count, int most) {
    int place = ranges().indexOf(lease);
    if (place < 0) {
      throw new IllegalArgumentException("the lease is not of this arena, or was given back");
    }
    return slide(Window.cheapest(gaps(), lengths(), count, place + 1), most);
  }

  private boolean slide(Optional<Window> found, int most) {
    if (found.isEmpty() || found.get().lent() > most) {
      return false;
    }
    Window window = found.get();
    List<Range> all = new ArrayList<>(ranges());
    int left = window.first() == 0 ? 0 : all.get(window.first() - 1).end();
    for (int i = window.first(); i < window.gap(); i++) {
      all.get(i).moveTo(left);
      left = all.get(i).end();
    }
    int right = window.last() == all.size() ? rows : all.get(window.last()).start;
    for (int i = window.last() - 1; i >= window.gap(); i--) {
      right -= all.get(i).rows;
      all.get(i).moveTo(right);
    }
    lent.clear();
    all.forEach(range -> lent.put(range.start, range));
    return true;
  }

  private List<Range> ranges() {
    return List.copyOf(lent.values());
  }

  /** Free rows before each lease, and behind the last one. */
  private int[] gaps() {
    int[] gaps = new int[lent.size() + 1];
    int next = 0;
    int i = 0;
    for (Range range : lent.values()) {
      gaps[i++] = range.start - next;
      next = range.end();
    }
    gaps[i] = rows - next;
    return gaps;
  }

  private int[] lengths() {
    return lent.values().stream().mapToInt(Range::rows).toArray();
  }

  /**
   * Checks that every row is either free or lent once, and that everything lent is held.
   *
   * @param holders the leases that somebody holds
   * @throws IllegalStateException when not, which is a defect of this class or its users
   */
  public void checkIntegrity(Collection<CacheLease> holders) {
    int next = 0;
    int sum = 0;
    Set<CacheLease> held = Collections.newSetFromMap(new IdentityHashMap<>());
    held.addAll(holders);
    for (Range range : lent.values()) {
      if (range.start < next) {
        throw new IllegalStateException("rows from " + range.start + " are lent twice");
      }
      if (!held.remove(range)) {
        throw new IllegalStateException(
            range.rows + " rows from " + range.start + " are lent and held by nobody");
      }
      next = range.end();
      sum += range.rows;
    }
    if (next > rows) {
      throw new IllegalStateException("rows up to " + next + " of " + rows + " are lent");
    }
    if (sum != rowsLent) {
      throw new IllegalStateException(sum + " rows are lent, but " + rowsLent + " were counted");
    }
    if (!held.isEmpty() || holders.size() != lent.size()) {
      throw new IllegalStateException("rows are held that are not lent, or held twice");
    }
  }

  /** A lease, which may be moved. */
  private final class Range implements CacheLease {
    private int start;
    private int rows;
    private boolean closed;

    Range(int start, int rows) {
      this.start = start;
      this.rows = rows;
      lent.put(start, this);
      rowsLent += rows;
    }

    int end() {
      return start + rows;
    }

    private int rowsBefore() {
      Map.Entry<Integer, Range> before = lent.lowerEntry(start);
      return start - (before == null ? 0 : before.getValue().end());
    }

    @Override
    public int rowsBehind() {
      Integer next = lent.higherKey(start);
      return (next == null ? CacheArena.this.rows : next) - end();
    }

    @Override
    public int rowsOfGap() {
      return rowsBefore() + rows + rowsBehind();
    }

    void moveTo(int target) {
      if (target != start) {
        copier.copy(start, target, rows);
        start = target;
      }
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
      requireOpen();
      if (count > rows + rowsBehind()) {
        return false;
      }
      resize(Math.max(rows, count));
      return true;
    }

    @Override
    public void shrinkTo(int count) {
      requireOpen();
      if (count < 1) {
        throw new IllegalArgumentException("a lease needs at least one row, not " + count);
      }
      resize(Math.min(rows, count));
    }

    private void resize(int count) {
      rowsLent += count - rows;
      rows = count;
    }

    private void requireOpen() {
      if (closed) {
        throw new IllegalStateException("the lease was given back");
      }
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        lent.remove(start);
        rowsLent -= rows;
      }
    }
  }
}
