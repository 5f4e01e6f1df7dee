// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

import java.util.Arrays;
import org.openautoglm.engine.api.GenerationHandle;
import org.openautoglm.engine.kvcache.CacheLease;

/**
 * Tokens on their way through the model. All but {@link #cancel()} belongs to the step thread.
 *
 * <p>Life: waiting (no lease), running (leases cache rows; {@code computed} of its tokens are in
 * them), then ended. Taken off the cache again to make room, it goes back to waiting and is
 * computed anew, as far as its rows are not found again.
 */
abstract class Sequence implements GenerationHandle {
  private final String tenant;
  private final Runnable onCancel;
  private final int promptLength;
  private final int limit;
  private int[] tokens;
  private int length;
  private int computed;
  private int everComputed;
  private int cachedPrompt;
  private int drafts;
  private CacheLease lease;
  private boolean ended;
  private volatile boolean cancelled;

  /**
   * @param limit most tokens it can grow to
   * @param onCancel told when the sequence is cancelled
   */
  Sequence(String tenant, int[] prompt, int limit, Runnable onCancel) {
    this.tenant = tenant;
    this.tokens = prompt.clone();
    this.promptLength = prompt.length;
    this.length = prompt.length;
    this.limit = limit;
    this.onCancel = onCancel;
  }

  /** How many of the last tokens of a chunk need a result. */
  abstract int wanted(int chunk);

  /**
   * Most tokens in one step, of all sequences together that have such a bound: each of them needs a
   * result.
   */
  abstract int largestChunk();

  /** Whether results are hidden states instead of logits. */
  abstract boolean wantsHiddenStates();

  /** Temperature at which tokens are chosen from its logits, when any are. */
  double temperature() {
    return 0;
  }

  /** Whether keys and values of its first tokens may come from the cache. */
  abstract boolean mayReusePrefix();

  /**
   * Takes the results of the tokens just computed; ends the sequence or appends to it. Drafts that
   * turn out right are noted as computed.
   *
   * @param results of a step
   * @param firstRow this sequence's first row in {@code results}
   * @param rows as many as {@link #wanted} said
   */
  abstract void receive(StepResults results, int firstRow, int rows);

  /**
   * May guess what its next tokens are, see {@link #draft}.
   *
   * @param most how many guesses there may be
   * @param cost of checking one, as a part of the cost of a token computed without guessing
   */
  void propose(int most, double cost) {}

  abstract void onCancelled();

  abstract void onFailed(Throwable failure);

  @Override
  public final void cancel() {
    cancelled = true;
    onCancel.run();
  }

  final boolean isCancelled() {
    return cancelled;
  }

  final boolean isEnded() {
    return ended;
  }

  final void end() {
    ended = true;
  }

  final String tenant() {
    return tenant;
  }

  final int[] tokens() {
    return tokens;
  }

  final int promptLength() {
    return promptLength;
  }

  final int length() {
    return length;
  }

  final int limit() {
    return limit;
  }

  final int computed() {
    return computed;
  }

  /** Most tokens that were ever in the cache: less than that is computed again. */
  final int everComputed() {
    return everComputed;
  }

  /** Prompt tokens it found in the cache before anything of it had been computed. */
  final int cachedPrompt() {
    return cachedPrompt;
  }

  /** Tokens not yet computed: one while decoding, more during prefill. */
  final int pending() {
    return length - computed;
  }

  final void advance(int count) {
    computed += count;
    everComputed = Math.max(everComputed, computed);
  }

  final void append(int token) {
    write(length, token);
    length++;
  }

  /** Adds a guess behind the tokens; it is computed in the next step and then forgotten. */
  final void draft(int token) {
    write(length + drafts, token);
    drafts++;
  }

  final int drafts() {
    return drafts;
  }

  final void forgetDrafts() {
    drafts = 0;
  }

  private void write(int index, int token) {
    if (index == tokens.length) {
      tokens = Arrays.copyOf(tokens, index + Math.max(16, index / 2));
    }
    tokens[index] = token;
  }

  final CacheLease lease() {
    return lease;
  }

  /**
   * Begins to run.
   *
   * @param rows hold keys and values of the first {@code shared} tokens
   */
  final void admit(CacheLease rows, int shared) {
    lease = rows;
    computed = shared;
    if (everComputed == 0) {
      cachedPrompt = shared;
    }
    everComputed = Math.max(everComputed, shared);
  }

  /** Takes other rows to which the content was copied; the old ones are given back. */
  final void relocate(CacheLease rows) {
    lease.close();
    lease = rows;
  }

  /** Stops running; the rows belong to the caller. */
  final CacheLease leave() {
    CacheLease rows = lease;
    lease = null;
    computed = 0;
    return rows;
  }
}
