// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
  private final boolean speculates;
  private final WaitingRoom waiting = new WaitingRoom();

  /** In order of admission. */
  private final List<Sequence> running = new ArrayList<>();

  /** Tokens of one sequence in a step. */
  record Part(Sequence sequence, int count) {}

  /**
   * A step.
   *
   * @param decoding how many of the parts continue a sequence
   * @param drafts guessed tokens in them
   */
  record Plan(List<Part> parts, int decoding, int drafts) {
    /** Tokens of prompts. */
    int prompt() {
      return parts.stream().mapToInt(Part::count).sum() - decoding - drafts;
    }
  }

  /**
   * @param speculates whether sequences may guess their next tokens
   */
  StepScheduler(
      BatchLimits limits,
      SequenceCache cache,
      StepPace pace,
      TokenTotals totals,
      boolean speculates) {
    this.speculates = speculates;
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
    List<Sequence> decoding = new ArrayList<>();
    for (Sequence sequence : List.copyOf(running)) {
      if (sequence.pending() == 1 && makeRoom(sequence, sequence.length())) {
        decoding.add(sequence);
      }
    }
    admit();
    if (pace.wantsYardstick(decoding.size())) {
      return new Plan(parts(decoding), decoding.size(), 0);
    }
    List<Sequence> prompts = new ArrayList<>(running);
    prompts.removeAll(decoding);
    int drafts = speculates ? propose(decoding, !prompts.isEmpty()) : 0;
    List<Part> parts = parts(decoding);
    int tokens = pace.promptTokens(decoding.size(), running.size(), drafts);
    parts.addAll(PrefillShare.of(prompts, tokens));
    return new Plan(parts, decoding.size(), drafts);
  }

  private static List<Part> parts(List<Sequence> decoding) {
    List<Part> parts = new ArrayList<>();
    decoding.forEach(sequence -> parts.add(new Part(sequence, 1 + sequence.drafts())));
    return parts;
  }

  /** Lets sequences guess their next tokens; prompts keep at least half of the step. */
  private int propose(List<Sequence> decoding, boolean besidePrompts) {
    int further = pace.promptTokens(decoding.size(), running.size(), 0);
    int most = besidePrompts ? further / 2 : further;
    double cost = pace.shareOfDraft(decoding.size()) * decoding.size();
    int drafts = 0;
    for (Sequence sequence : decoding) {
      int useful = Math.min(DraftLength.MOST, sequence.limit() - sequence.length() - 1);
      int room = cache.spare(sequence, Math.min(most - drafts, useful));
      if (room > 0) {
        sequence.propose(room, cost);
        drafts += sequence.drafts();
      }
    }
    return drafts;
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
