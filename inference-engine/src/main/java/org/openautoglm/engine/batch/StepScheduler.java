// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.openautoglm.engine.kvcache.CacheArena;
import org.openautoglm.engine.kvcache.CacheLease;

/**
 * Decides which tokens of which sequences are computed next. Running sequences keep their pace:
 * each gets its next token before prompts share what is left of the step. Sequences are admitted in
 * order of arrival. When the cache is full, the sequence admitted last is put back to the head of
 * the queue, so the oldest one always moves on.
 */
final class StepScheduler {
  /** Rows leased beyond what a sequence has, so that it seldom has to grow. */
  private static final int HEADROOM = 64;

  private final BatchLimits limits;
  private final CacheArena arena;
  private final CacheMover mover;
  private final Deque<Sequence> waiting = new ArrayDeque<>();

  /** In order of admission. */
  private final List<Sequence> running = new ArrayList<>();

  /** Copies the content of cache rows. */
  interface CacheMover {
    void move(int from, int to, int rows);
  }

  /** Tokens of one sequence in a step. */
  record Part(Sequence sequence, int count) {}

  StepScheduler(BatchLimits limits, CacheMover mover) {
    this.limits = limits;
    this.arena = new CacheArena(limits.cacheRows());
    this.mover = mover;
  }

  void add(Sequence sequence) {
    waiting.addLast(sequence);
  }

  boolean hasWork() {
    return !waiting.isEmpty() || !running.isEmpty();
  }

  int running() {
    return running.size();
  }

  int waiting() {
    return waiting.size();
  }

  int cacheRowsLent() {
    return arena.rowsLent();
  }

  /** Takes out every sequence that was cancelled. */
  List<Sequence> removeCancelled() {
    List<Sequence> cancelled = new ArrayList<>();
    removeIfCancelled(running.iterator(), cancelled::add);
    removeIfCancelled(waiting.iterator(), cancelled::add);
    return cancelled;
  }

  private static void removeIfCancelled(Iterator<Sequence> from, Consumer<Sequence> to) {
    while (from.hasNext()) {
      Sequence sequence = from.next();
      if (sequence.isCancelled()) {
        from.remove();
        sequence.release();
        to.accept(sequence);
      }
    }
  }

  /** Takes out a sequence that ended and gives its rows back. */
  void remove(Sequence sequence) {
    running.remove(sequence);
    waiting.remove(sequence);
    sequence.release();
  }

  /** Takes out all sequences. */
  List<Sequence> removeAll() {
    List<Sequence> all = new ArrayList<>(running);
    all.addAll(waiting);
    all.forEach(this::remove);
    return all;
  }

  /** Chooses the tokens of the next step; every part has its cache rows. */
  List<Part> plan() {
    List<Part> parts = new ArrayList<>();
    int budget = limits.tokensPerStep();
    for (Sequence sequence : List.copyOf(running)) {
      if (sequence.pending() == 1 && makeRoom(sequence, sequence.length())) {
        parts.add(new Part(sequence, 1));
        budget--;
      }
    }
    admit();
    for (Sequence sequence : running) {
      int count = Math.min(Math.min(sequence.pending(), budget), sequence.largestChunk());
      if (count > 0 && parts.stream().noneMatch(part -> part.sequence() == sequence)) {
        parts.add(new Part(sequence, count));
        budget -= count;
      }
    }
    return parts;
  }

  private void admit() {
    while (!waiting.isEmpty() && running.size() < limits.sequences()) {
      Sequence next = waiting.peekFirst();
      Optional<CacheLease> lease = lease(next, next.length());
      if (lease.isEmpty()) {
        return;
      }
      waiting.removeFirst();
      next.hold(lease.get());
      running.add(next);
    }
  }

  private Optional<CacheLease> lease(Sequence sequence, int rows) {
    return arena.lease(roomy(sequence, rows)).or(() -> arena.lease(rows));
  }

  private static int roomy(Sequence sequence, int rows) {
    return Math.max(rows, Math.min(sequence.limit(), rows + Math.max(HEADROOM, rows / 2)));
  }

  /** Gives a running sequence at least this many rows; false when it had to be put back instead. */
  private boolean makeRoom(Sequence sequence, int rows) {
    while (running.contains(sequence)) {
      CacheLease lease = sequence.lease();
      if (lease.rows() >= rows
          || lease.extendTo(roomy(sequence, rows))
          || lease.extendTo(rows)
          || relocate(sequence, rows)) {
        return true;
      }
      putBack(running.get(running.size() - 1));
    }
    return false;
  }

  private boolean relocate(Sequence sequence, int rows) {
    Optional<CacheLease> other = lease(sequence, rows);
    other.ifPresent(
        lease -> {
          mover.move(sequence.lease().start(), lease.start(), sequence.computed());
          sequence.hold(lease);
        });
    return other.isPresent();
  }

  private void putBack(Sequence sequence) {
    running.remove(sequence);
    sequence.release();
    waiting.addFirst(sequence);
  }

  /**
   * @throws IllegalStateException when rows are lost, or lent although nothing runs
   */
  void checkIntegrity() {
    arena.checkIntegrity();
    if (running.isEmpty() && arena.rowsLent() != 0) {
      throw new IllegalStateException(arena.rowsLent() + " cache rows are lent to nobody");
    }
  }
}
