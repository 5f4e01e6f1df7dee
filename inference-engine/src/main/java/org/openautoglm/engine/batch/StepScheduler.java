// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which tokens of which sequences are computed next. Running sequences keep their pace:
 * each gets its next token before prompts share what {@link StepPace} leaves of the step. When the
 * cache is full, the sequence admitted last is put back, so the oldest one always moves on.
 */
final class StepScheduler {
  private final BatchLimits limits;
  private final SequenceCache cache;
  private final StepPace pace;
  private final TokenTotals totals;
  private final WaitingRoom waiting = new WaitingRoom();

  /** In order of admission. */
  private final List<Sequence> running = new ArrayList<>();

  /** Tokens of one sequence in a step. */
  record Part(Sequence sequence, int count) {}

  /**
   * A step.
   *
   * @param decoding how many of the parts, the first ones, continue a sequence
   */
  record Plan(List<Part> parts, int decoding) {
    /** Tokens beyond one for each sequence that is continued. */
    int further() {
      return parts.stream().mapToInt(Part::count).sum() - decoding;
    }
  }

  StepScheduler(BatchLimits limits, SequenceCache cache, StepPace pace, TokenTotals totals) {
    this.limits = limits;
    this.pace = pace;
    this.cache = cache;
    this.totals = totals;
  }

  void add(Sequence sequence) {
    waiting.add(sequence);
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
    running.stream().filter(Sequence::isCancelled).forEach(cancelled::add);
    running.removeAll(cancelled);
    cancelled.forEach(cache::retire);
    cancelled.addAll(waiting.removeCancelled());
    return cancelled;
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
    all.addAll(waiting.removeAll());
    return all;
  }

  /** Chooses the tokens of the next step; every part has its cache rows. */
  Plan plan() {
    List<Part> parts = new ArrayList<>();
    for (Sequence sequence : List.copyOf(running)) {
      if (sequence.pending() == 1 && makeRoom(sequence, sequence.length())) {
        parts.add(new Part(sequence, 1));
      }
    }
    int decoding = parts.size();
    admit();
    if (decoding == 0 || !pace.wantsYardstick()) {
      Set<Sequence> continued = parts.stream().map(Part::sequence).collect(toSet());
      List<Sequence> prompts = running.stream().filter(each -> !continued.contains(each)).toList();
      parts.addAll(PrefillShare.of(prompts, pace.promptTokens(decoding, 0)));
    }
    return new Plan(List.copyOf(parts), decoding);
  }

  private void admit() {
    while (running.size() < limits.sequences()) {
      Optional<Sequence> next = waiting.admitNext(this::tryToAdmit);
      if (next.isEmpty()) {
        return;
      }
      running.add(next.get());
    }
  }

  private WaitingRoom.Outcome tryToAdmit(Sequence sequence) {
    if (cache.isWorthWaiting(sequence, running)) {
      return WaitingRoom.Outcome.LATER;
    }
    boolean first = sequence.everComputed() == 0;
    if (!cache.admit(sequence, running)) {
      return WaitingRoom.Outcome.NO_ROOM;
    }
    if (first) {
      totals.admitted(sequence.cachedPrompt());
    }
    return WaitingRoom.Outcome.ADMITTED;
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
    waiting.putBack(sequence);
  }

  /**
   * @throws IllegalStateException when rows are lost, or leased to nobody
   */
  void checkIntegrity() {
    cache.checkIntegrity(running);
  }
}
