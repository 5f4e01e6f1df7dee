// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

/**
 * How much may be computed beside running sequences without making them stumble. It learns from
 * measured durations what a step costs that only continues so many sequences, and what each further
 * token in it costs (of a prompt, or a draft), and bounds a mixed step to {@value #STRETCH} times
 * the former: below twice, so that the 99th percentile of the gaps between tokens stays within
 * twice the median.
 *
 * <p>What counts is the step in which all admitted sequences are continued, also those whose prompt
 * is still computed: that is the pace everybody will have in a moment. Bounded by the few that run
 * already, prompts would be computed so slowly that there never were more than a few.
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

  private final Rate prompt = new Rate();
  private final Rate draft = new Rate();
  private int sinceYardstick;

  StepPace(int sequences, int tokensPerStep) {
    this.tokensPerStep = tokensPerStep;
    this.plain = new double[sequences + 1];
    this.plainCount = new int[sequences + 1];
  }

  /**
   * Whether the next step should continue so many sequences and do nothing else, because it is not
   * known, or not any more, how long that takes.
   */
  boolean wantsYardstick(int decoding) {
    return decoding > 0
        && (plainCount[decoding] == 0 || sinceYardstick >= LONGEST_WITHOUT_YARDSTICK);
  }

  /**
   * Tokens of prompts that may be computed in a step: all that fit when nothing runs, else a
   * multiple of 8 and at least 8.
   *
   * @param decoding sequences continued in it
   * @param admitted those and the ones whose prompts are computed
   * @param drafts guessed tokens checked in it
   */
  int promptTokens(int decoding, int admitted, int drafts) {
    int room = tokensPerStep - decoding - drafts;
    if (decoding == 0) {
      return Math.max(1, room);
    }
    int further = CAUTIOUS;
    if (plain(decoding) > 0 && prompt.isKnown()) {
      double spent = plain(decoding) + (draft.isKnown() ? drafts * draft.nanos() : 0);
      double allowed = STRETCH * plain(admitted) - spent;
      further = (int) Math.min(allowed / prompt.nanos(), tokensPerStep);
    }
    int tokens = Math.min(further, room);
    return Math.max(Math.min(BLOCK, tokensPerStep), tokens - tokens % BLOCK);
  }

  /** Cost of a draft, as a part of that of a step that continues so many sequences. */
  double shareOfDraft(int decoding) {
    double step = plain(decoding);
    return step > 0 && draft.isKnown() ? draft.nanos() / step : ASSUMED_SHARE;
  }

  /**
   * Known for this number of sequences, or else for the nearest one below it, where each sequence
   * more is taken to cost no less than a prompt token; or for the nearest one above. 0 when nothing
   * is known.
   */
  private double plain(int decoding) {
    for (int below = decoding; below > 0; below--) {
      if (plainCount[below] > 0) {
        double more = prompt.isKnown() ? (decoding - below) * prompt.nanos() : 0;
        return plain[below] + more;
      }
    }
    for (int above = decoding + 1; above < plain.length; above++) {
      if (plainCount[above] > 0) {
        return plain[above];
      }
    }
    return 0;
  }

  /**
   * Learns from a step.
   *
   * @param nanos how long it took
   */
  void measured(StepScheduler.Plan plan, long nanos) {
    int decoding = plan.decoding();
    if (decoding == 0) {
      return;
    }
    if (plan.prompt() == 0 && plan.drafts() == 0) {
      learnPlain(decoding, nanos);
      sinceYardstick = 0;
      return;
    }
    sinceYardstick++;
    double step = plain(decoding);
    if (step > 0 && plan.prompt() == 0) {
      draft.learn(plan.drafts(), step, nanos);
    } else if (step > 0 && draft.isKnown()) {
      prompt.learn(plan.prompt(), step + plan.drafts() * draft.nanos(), nanos);
    } else if (step > 0 && plan.drafts() == 0) {
      prompt.learn(plan.prompt(), step, nanos);
    }
  }

  private void learnPlain(int decoding, double nanos) {
    double known = plain[decoding];
    int count = plainCount[decoding]++;
    if (count < FIRST) {
      plain[decoding] = count == 0 ? nanos : Math.min(known, nanos);
    } else {
      // the longer ago the last one was, the more a new one counts
      double weight =
          Math.min(0.5, WEIGHT + (double) sinceYardstick / (2 * LONGEST_WITHOUT_YARDSTICK));
      plain[decoding] += weight * (clip(nanos, known) - known);
    }
  }

  private static double clip(double measured, double expected) {
    return Math.min(measured, MOST_SURPRISE * expected);
  }

  /** What a further token costs: the quotient of two weighted sums. */
  private static final class Rate {
    private double sumNanos;
    private double sumTokens;

    boolean isKnown() {
      return sumTokens > 0;
    }

    /** Never nothing, however the clock is disturbed: a step of a thousand tokens is not free. */
    double nanos() {
      return Math.max(sumNanos / sumTokens, 1);
    }

    /**
     * @param step nanoseconds the step takes without these tokens
     * @param measured nanoseconds it took with them
     */
    void learn(int tokens, double step, double measured) {
      double expected = step + (isKnown() ? nanos() * tokens : step);
      double more = Math.max(0, clip(measured, expected) - step);
      sumNanos += WEIGHT * (more - sumNanos);
      sumTokens += WEIGHT * (tokens - sumTokens);
    }
  }
}
