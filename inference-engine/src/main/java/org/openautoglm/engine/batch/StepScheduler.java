// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Decides which tokens of which sequences are computed next. Running sequences keep their pace:
 * each gets its next token before prompts share what is left of the step. Sequences are admitted in
 * order of arrival. When the cache is full, the sequence admitted last is put back to the head of
 * the queue, so the oldest one always moves on.
 */
final class StepScheduler {
  private final BatchLimits limits;
  private final SequenceCache cache;
  private final TokenTotals totals;
  private final Deque<Sequence> waiting = new ArrayDeque<>();

  /** In order of admission. */
  private final List<Sequence> running = new ArrayList<>();

  /** Tokens of one sequence in a step. */
  record Part(Sequence sequence, int count) {}

  StepScheduler(BatchLimits limits, SequenceCache cache, TokenTotals totals) {
    this.limits = limits;
    this.cache = cache;
    this.totals = totals;
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

  /** Takes out every sequence that was cancelled. */
  List<Sequence> removeCancelled() {
    List<Sequence> cancelled = new ArrayList<>();
    removeIfCancelled(running.iterator(), cancelled::add);
    removeIfCancelled(waiting.iterator(), cancelled::add);
    cancelled.forEach(cache::retire);
    return cancelled;
  }

  private static void removeIfCancelled(Iterator<Sequence> from, Consumer<Sequence> to) {
    while (from.hasNext()) {
      Sequence sequence = from.next();
      if (sequence.isCancelled()) {
        from.remove();
        to.accept(sequence);
      }
    }
  }

  /** Takes out a sequence that is complete; what it computed is kept for others. */
  void remove(Sequence sequence) {
    running.remove(sequence);
    cache.retire(sequence);
  }

  /** Takes out a sequence that failed. */
  void discard(Sequence sequence) {
    running.remove(sequence);
    cache.discard(sequence);
  }

  /** Takes out all sequences. */
  List<Sequence> removeAll() {
    List<Sequence> all = new ArrayList<>(running);
    all.forEach(this::discard);
    all.addAll(waiting);
    waiting.clear();
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
      if (cache.isWorthWaiting(next, running)) {
        return;
      }
      boolean first = next.everComputed() == 0;
      if (!cache.admit(next, running)) {
        return;
      }
      waiting.removeFirst();
      running.add(next);
      if (first) {
        totals.admitted(next.cachedPrompt());
      }
    }
  }

  /** Gives a running sequence at least this many rows; false when it had to be put back instead. */
  private boolean makeRoom(Sequence sequence, int rows) {
    while (running.contains(sequence)) {
      if (cache.grow(sequence, rows)) {
        return true;
      }
      putBack(running.get(running.size() - 1));
    }
    return false;
  }

  private void putBack(Sequence sequence) {
    running.remove(sequence);
    cache.retire(sequence);
    waiting.addFirst(sequence);
  }

  /**
   * @throws IllegalStateException when rows are lost, or leased to nobody
   */
  void checkIntegrity() {
    cache.checkIntegrity(running);
  }
}
