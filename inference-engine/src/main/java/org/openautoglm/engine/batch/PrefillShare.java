// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Divides the prompt tokens of a step among the prompts that are being computed. Half of them
 * belong to the oldest prompt, so that each one is done at last; the other half goes to the prompts
 * with the fewest tokens left, so that a short one does not wait behind a very long one. What one
 * does not need, others get.
 */
final class PrefillShare {
  private final List<StepScheduler.Part> parts = new ArrayList<>();
  private int left;

  private PrefillShare(int tokens) {
    this.left = tokens;
  }

  /**
   * @param prompts in order of admission
   * @param tokens to be divided
   */
  static List<StepScheduler.Part> of(List<Sequence> prompts, int tokens) {
    PrefillShare share = new PrefillShare(tokens);
    if (prompts.isEmpty() || tokens < 1) {
      return share.parts;
    }
    Sequence oldest = prompts.get(0);
    int reserved = Math.min((tokens + 1) / 2, need(oldest));
    share.left -= reserved;
    prompts.stream()
        .skip(1)
        .sorted(Comparator.comparingInt(Sequence::pending))
        .forEach(share::give);
    share.left += reserved;
    share.give(oldest);
    return share.parts;
  }

  private void give(Sequence sequence) {
    int count = Math.min(need(sequence), left);
    if (count > 0) {
      parts.add(new StepScheduler.Part(sequence, count));
      left -= count;
    }
  }

  private static int need(Sequence sequence) {
    return Math.min(sequence.pending(), sequence.largestChunk());
  }
}
