// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

/**
 * How much may be computed beside running sequences without making them stumble. It learns from
 * measured durations what a step costs that only continues so many sequences, and what each further
 * token in it costs (of a prompt, or a draft), and bounds a mixed step to {@value #STRETCH} times
 * the former: below twice, so that the 99th percentile of the gaps between tokens stays within
 * twice the median.
 *
 * <p>Averages are exponentially weighted, so that they follow a growing context. A measurement
 * counts as at most a quarter more than was expected: a garbage collection or a preempted core,
 * which only ever make a step longer, move them little. Not safe for use by several threads.
 */
final class StepPace {
  /** Longest mixed step, as a multiple of one without further tokens. */
  private static final double STRETCH = 1.75;

  private static final int BLOCK = 8;

  /** Further tokens while nothing has been learnt. */
  private static final int CAUTIOUS = 32;

  /** Steps with further tokens after which one goes without, so that the yardstick stays true. */
  private static final int LONGEST_WITHOUT_YARDSTICK = 64;

  /** Part of an average that a new measurement makes up. */
  private static final double WEIGHT = 0.1;

  /** Measurements of which the shortest is taken: whatever disturbs a step makes it longer. */
  private static final int FIRST = 5;

  private static final double MOST_SURPRISE = 1.25;

  /** Cost of a further token while nothing has been learnt, as a part of the step's. */
  private static final double ASSUMED_SHARE = 0.1;

  private final int tokensPerStep;

  /** Nanoseconds of a step that continues as many sequences as the index says; 0 when unknown. */
  private final double[] plain;

  private final int[] plainCount;

  /** Weighted sums, whose quotient is the cost of a further token in nanoseconds. */
  private double furtherNanos;

  private double furtherTokens;
  private int sinceYardstick;

  StepPace(int sequences, int tokensPerStep) {
    this.tokensPerStep = tokensPerStep;
    this.plain = new double[sequences + 1];
    this.plainCount = new int[sequences + 1];
  }

  /** Whether the next step should continue sequences and do nothing else. */
  boolean wantsYardstick() {
    return sinceYardstick >= LONGEST_WITHOUT_YARDSTICK;
  }

  /**
   * Tokens of prompts that may be computed in a step: all that fit when nothing runs, else a
   * multiple of 8 and at least 8.
   *
   * @param decoding sequences continued in it
   * @param drafts guessed tokens checked in it
   */
  int promptTokens(int decoding, int drafts) {
    int room = tokensPerStep - decoding - drafts;
    if (decoding == 0) {
      return Math.max(1, room);
    }
    int further = CAUTIOUS;
    if (plain(decoding) > 0 && furtherTokens > 0) {
      double allowed = (STRETCH - 1) * plain(decoding) / further();
      further = (int) Math.min(allowed, tokensPerStep);
    }
    int tokens = Math.min(further - drafts, room);
    return Math.max(Math.min(BLOCK, tokensPerStep), tokens - tokens % BLOCK);
  }

  /** Cost of a further token, as a part of that of a step that continues so many sequences. */
  double shareOfFurtherToken(int decoding) {
    double step = plain(decoding);
    return step > 0 && furtherTokens > 0 ? further() / step : ASSUMED_SHARE;
  }

  private double further() {
    // never nothing, however the clock is disturbed: a step of a thousand tokens is not free
    return Math.max(furtherNanos / furtherTokens, 1);
  }

  /** Known for this number of sequences, or else for the nearest one; 0 when nothing is known. */
  private double plain(int decoding) {
    for (int distance = 0; distance < plain.length; distance++) {
      for (int near : new int[] {decoding - distance, decoding + distance}) {
        if (near > 0 && near < plain.length && plainCount[near] > 0) {
          return plain[near];
        }
      }
    }
    return 0;
  }

  /**
   * Learns from a step.
   *
   * @param decoding sequences continued in it
   * @param further other tokens in it
   * @param nanos how long it took
   */
  void measured(int decoding, int further, long nanos) {
    if (decoding > 0 && further == 0) {
      sinceYardstick = 0;
      learnPlain(decoding, nanos);
    } else if (decoding > 0) {
      sinceYardstick++;
      learnFurther(decoding, further, nanos);
    }
  }

  private void learnPlain(int decoding, double nanos) {
    double known = plain[decoding];
    int count = plainCount[decoding]++;
    if (count < FIRST) {
      plain[decoding] = count == 0 ? nanos : Math.min(known, nanos);
    } else {
      plain[decoding] += WEIGHT * (clip(nanos, known) - known);
    }
  }

  private void learnFurther(int decoding, int further, double nanos) {
    double step = plain(decoding);
    if (step == 0) {
      return;
    }
    double expected = step + (furtherTokens > 0 ? further() * further : step);
    double more = Math.max(0, clip(nanos, expected) - step);
    furtherNanos += WEIGHT * (more - furtherNanos);
    furtherTokens += WEIGHT * (further - furtherTokens);
  }

  private static double clip(double measured, double expected) {
    return Math.min(measured, MOST_SURPRISE * expected);
  }
}
