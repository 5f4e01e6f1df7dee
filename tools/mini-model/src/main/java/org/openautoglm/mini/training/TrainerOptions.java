// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.training;

import java.nio.file.Path;
import java.util.Locale;

/**
 * What the trainer is told.
 *
 * @param folder the checkpoint is written to
 * @param from checkpoint whose vocabulary and weights are trained further, or null to begin anew
 * @param stage what is learnt
 * @param steps batches to learn from
 * @param rate how far a step goes
 * @param threads for computing
 * @param seed of weights and examples
 */
record TrainerOptions(
    Path folder, Path from, Stage stage, int steps, double rate, int threads, long seed) {
  /** What is learnt. */
  enum Stage {
    /** Only to copy, which is learnt first. */
    COPYING,
    /** The whole corpus. */
    EVERYTHING,
    /** A quarter of the steps to copy, then everything. */
    BOTH
  }

  static final String USAGE =
      """
      Usage: ./autoglm mini train [OPTION]...

      Makes the bundled model anew. Takes about three hours on two processors that multiply
      bfloat16, several times as long on others.

        --folder DIR   where the checkpoint is written (target/autoglm-mini)
        --from DIR     train this checkpoint further instead of beginning anew
        --stage NAME   copying, everything, or both: a quarter of the steps to copy,
                       then everything (both; with --from everything)
        --steps N      batches of 4,096 tokens to learn from (14000)
        --rate X       how far a step goes at most (0.01)
        --threads N    threads for computing (one per processor)
        --seed N       of weights and examples (1)
      """;

  static TrainerOptions parse(String... arguments) {
    Path folder = Path.of(System.getProperty("mini.home", "."), "target", "autoglm-mini");
    Path from = null;
    Stage stage = null;
    long steps = 14_000;
    double rate = 0.01;
    long threads = Runtime.getRuntime().availableProcessors();
    long seed = 1;
    for (int i = 0; i < arguments.length; i += 2) {
      String option = arguments[i];
      if (i + 1 == arguments.length) {
        throw new IllegalArgumentException(option + " needs a value");
      }
      String value = arguments[i + 1];
      switch (option) {
        case "--folder" -> folder = Path.of(value);
        case "--from" -> from = Path.of(value);
        case "--stage" -> stage = stage(value);
        case "--steps" -> steps = number(option, value);
        case "--rate" -> rate = rate(value);
        case "--threads" -> threads = number(option, value);
        case "--seed" -> seed = number(option, value);
        default ->
            throw new IllegalArgumentException(
                "unknown option '"
                    + option
                    + "'; allowed are --folder --from --stage --steps --rate --threads --seed");
      }
    }
    if (stage == null) {
      stage = from == null ? Stage.BOTH : Stage.EVERYTHING;
    }
    return new TrainerOptions(
        folder, from, stage, Math.toIntExact(steps), rate, Math.toIntExact(threads), seed);
  }

  private static double rate(String value) {
    try {
      double rate = Double.parseDouble(value);
      if (rate > 0 && rate < 1) {
        return rate;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("--rate must be a number, not '" + value + "'", e);
    }
    throw new IllegalArgumentException("--rate must be above 0 and below 1, not " + value);
  }

  private static Stage stage(String value) {
    for (Stage stage : Stage.values()) {
      if (stage.name().toLowerCase(Locale.ROOT).equals(value)) {
        return stage;
      }
    }
    throw new IllegalArgumentException(
        "--stage must be copying, everything or both, not '" + value + "'");
  }

  private static long number(String option, String value) {
    try {
      int number = Integer.parseInt(value);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(option + " must be a number, not '" + value + "'", e);
    }
    throw new IllegalArgumentException(option + " must be at least 1, not " + value);
  }
}
