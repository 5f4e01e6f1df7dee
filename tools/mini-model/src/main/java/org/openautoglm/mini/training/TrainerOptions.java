// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.training;

import java.nio.file.Path;

/**
 * What the trainer is told.
 *
 * @param folder the checkpoint is written to
 * @param from checkpoint whose vocabulary and weights are trained further, or null to begin anew
 * @param steps batches to learn from
 * @param threads for computing
 * @param seed of weights and examples
 */
record TrainerOptions(Path folder, Path from, int steps, int threads, long seed) {
  static final String USAGE =
      """
      Usage: ./autoglm mini train [OPTION]...

      Makes the bundled model anew. Takes an hour or two on two processors.

        --folder DIR   where the checkpoint is written (target/autoglm-mini)
        --from DIR     train this checkpoint further instead of beginning anew
        --steps N      batches of 4,096 tokens to learn from (4000)
        --threads N    threads for computing (one per processor)
        --seed N       of weights and examples (1)
      """;

  static TrainerOptions parse(String... arguments) {
    Path folder = Path.of(System.getProperty("mini.home", "."), "target", "autoglm-mini");
    Path from = null;
    long steps = 4000;
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
        case "--steps" -> steps = number(option, value);
        case "--threads" -> threads = number(option, value);
        case "--seed" -> seed = number(option, value);
        default ->
            throw new IllegalArgumentException(
                "unknown option '"
                    + option
                    + "'; allowed are --folder --from --steps --threads --seed");
      }
    }
    return new TrainerOptions(folder, from, Math.toIntExact(steps), Math.toIntExact(threads), seed);
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
