// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Divides the prompt tokens of a step among the prompts that are being computed. Half of them
 * belong to the oldest prompt, so that each one is done at last; the other half goes to the prompts
 * with the fewest tokens left, so that a short one does not wait behind a very long one. What one
 * does not need, others get. Results that prompts want of all their tokens are divided likewise: a
 * large vocabulary makes them large.
 */
final class PrefillShare {
  private final List<StepScheduler.Part> parts = new ArrayList<>();
  private int left;
  private int leftBounded;

  private PrefillShare(int tokens, int bounded) {
    this.left = tokens;
    this.leftBounded = bounded;
  }

  /**
   * @param prompts in order of admission
   * @param tokens to be divided
   */
  static List<StepScheduler.Part> of(List<Sequence> prompts, int tokens) {
    if (prompts.isEmpty() || tokens < 1) {
      return List.of();
    }
    int bound = prompts.stream().mapToInt(Sequence::largestChunk).min().orElseThrow();
    PrefillShare share = new PrefillShare(tokens, bound);
    Sequence oldest = prompts.get(0);
    int half = isBounded(oldest) ? Math.min(tokens + 1, bound + 1) / 2 : (tokens + 1) / 2;
    int reserved = Math.min(half, need(oldest));
    int reservedBounded = isBounded(oldest) ? reserved : 0;
    share.left -= reserved;
    share.leftBounded -= reservedBounded;
    prompts.stream()
        .skip(1)
        .sorted(Comparator.comparingInt(Sequence::pending))
        .forEach(share::give);
    share.left += reserved;
    share.leftBounded += reservedBounded;
    share.give(oldest);
    return share.parts;
  }

  private void give(Sequence sequence) {
    boolean bounded = isBounded(sequence);
    int count = Math.min(need(sequence), bounded ? Math.min(left, leftBounded) : left);
    if (count > 0) {
      parts.add(new StepScheduler.Part(sequence, count));
      left -= count;
      leftBounded -= bounded ? count : 0;
    }
  }

  private static boolean isBounded(Sequence sequence) {
    return sequence.largestChunk() < Integer.MAX_VALUE;
  }

  private static int need(Sequence sequence) {
    return Math.min(sequence.pending(), sequence.largestChunk());
  }
}
