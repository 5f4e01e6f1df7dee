// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

import org.openautoglm.engine.api.BatchStatistics;

/** Counts the tokens of a batch, each once. Belongs to the step thread. */
final class TokenTotals {
  private long prompt;
  private long cachedPrompt;
  private long recomputed;
  private long generated;
  private long drafted;
  private long accepted;

  /** A sequence begins to run; only the first time are its cached tokens tokens saved. */
  void admitted(int cachedTokens) {
    cachedPrompt += cachedTokens;
  }

  /** The next {@code count} tokens of a sequence are about to be noted as computed. */
  void computed(Sequence sequence, int count) {
    int from = sequence.computed();
    int again = Math.min(count, Math.max(0, sequence.everComputed() - from));
    recomputed += again;
    prompt += Math.max(0, Math.min(count, sequence.promptLength() - from) - again);
  }

  void generated(int tokens) {
    generated += tokens;
  }

  void checked(int drafts, int right) {
    drafted += drafts;
    accepted += right;
  }

  BatchStatistics.Totals view() {
    return new BatchStatistics.Totals(
        prompt, cachedPrompt, recomputed, generated, drafted, accepted);
  }
}
