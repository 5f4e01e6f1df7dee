// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

/**
 * Guesses the next tokens of a sequence: those that followed the last earlier occurrence of its
 * last three tokens, or else two, in its own text. Answers that quote their prompt, edit code or
 * repeat themselves are guessed well, and several guesses are checked in one step for little more
 * than the price of one token. (Saxena 2023, "Prompt lookup decoding".)
 */
final class PromptLookup {
  private final Lookup[] lookups = {new Lookup(3), new Lookup(2)};

  /** The one whose guesses are being checked. */
  private Lookup used = lookups[0];

  private static final class Lookup {
    private final NGramIndex index;
    private final DraftLength length = new DraftLength();

    Lookup(int n) {
      index = new NGramIndex(n);
    }
  }

  /**
   * Adds drafts to a sequence whose tokens have all been computed but the last.
   *
   * @param most how many there may be
   * @param cost see {@link DraftLength#next}
   */
  void propose(Sequence sequence, int most, double cost) {
    for (Lookup lookup : lookups) {
      int position = lookup.index.find(sequence.tokens(), sequence.length());
      if (position >= 0) {
        used = lookup;
        int count = Math.min(most, lookup.length.next(cost));
        for (int i = 0; i < count; i++) {
          // runs on into the drafts themselves when the text repeats a short period
          sequence.draft(sequence.tokens()[position + i]);
        }
        return;
      }
    }
  }

  /** Learns how many of the drafts were right. */
  void checked(int drafts, int accepted) {
    used.length.checked(drafts, accepted);
  }
}
