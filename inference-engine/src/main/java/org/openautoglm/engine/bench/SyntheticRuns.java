// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.bench;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.openautoglm.engine.batch.Forward;
import org.openautoglm.engine.batch.StepTokens;

/** Steps over random tokens, straight through the model. */
final class SyntheticRuns {
  private static final int WARM_UP = 2;

  private final Forward forward;
  private final SplittableRandom random = new SplittableRandom(7);

  SyntheticRuns(Forward forward) {
    this.forward = forward;
  }

  /** Seconds to compute a prompt of this length in one step, the median of some. */
  double prefill(int tokens, int repetitions) {
    double[] seconds = new double[repetitions];
    for (int r = -WARM_UP; r < repetitions; r++) {
      double taken = seconds(step(1, 0, tokens, 0));
      if (r >= 0) {
        seconds[r] = taken;
      }
    }
    return median(seconds);
  }

  /** Seconds of a step in which each sequence gets one token, the median of some. */
  double decode(int sequences, int past, int steps) {
    // each sequence has rows of its own, as far apart as they can become long
    int spacing = past + steps;
    for (int s = 0; s < sequences; s++) {
      compute(step(1, 0, past, s * spacing));
    }
    double[] seconds = new double[steps];
    for (int i = 0; i < steps; i++) {
      seconds[i] = seconds(step(sequences, past + i, 1, -spacing));
    }
    return median(seconds);
  }

  private double seconds(StepTokens step) {
    long start = System.nanoTime();
    compute(step);
    return (System.nanoTime() - start) * 1e-9;
  }

  private void compute(StepTokens step) {
    forward.choices(step, new double[step.rows().length]);
  }

  /**
   * @param firstRow first cache row; negative for the distance between those of the sequences
   */
  private StepTokens step(int sequences, int past, int count, int firstRow) {
    int tokens = sequences * count;
    long[] ids = random.longs(tokens, 0, forward.vocabularySize() - 1L).toArray();
    long[] positions = new long[tokens];
    long[] rows = new long[tokens];
    long[] parts = new long[4 * sequences];
    long[] wanted = new long[sequences];
    for (int s = 0; s < sequences; s++) {
      long start = firstRow < 0 ? (long) -firstRow * s : firstRow;
      for (int t = 0; t < count; t++) {
        positions[s * count + t] = past + t;
        rows[s * count + t] = start + past + t;
      }
      parts[4 * s] = (long) s * count;
      parts[4 * s + 1] = count;
      parts[4 * s + 2] = start;
      parts[4 * s + 3] = past + count;
      wanted[s] = (s + 1L) * count - 1;
    }
    return new StepTokens(ids, positions, rows, parts, wanted);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
