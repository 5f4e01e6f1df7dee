// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.evaluation;

import java.nio.file.Path;
import org.openautoglm.engine.api.ComputeType;

/**
 * What the evaluation is told.
 *
 * @param folder of the checkpoint
 * @param natives where native libraries are extracted
 * @param threads for computing
 * @param type number format it computes in
 * @param seed of calls, JSON records and tables, which are made up
 * @param wrong whether wrong answers are shown
 */
record EvaluationOptions(
    Path folder, Path natives, int threads, ComputeType type, int seed, boolean wrong) {
  private static final int SEED = 2026;

  static final String USAGE =
      """
      Usage: ./autoglm mini eval [OPTION]...

      Asks the bundled model what it was never taught word for word, and counts the right answers.

        --folder DIR   checkpoint to examine (models/autoglm-mini)
        --dtype TYPE   auto, float32, bfloat16, float16, int8 or int4 (auto)
        --threads N    threads for computing (one per processor)
        --seed N       of the calls, JSON records and tables that are made up (2026)
        --wrong        show the wrong answers
      """;

  static EvaluationOptions parse(String... arguments) {
    Path folder = Path.of(System.getProperty("mini.home", "."), "models", "autoglm-mini");
    Path natives = Path.of(System.getProperty("ENGINE_CACHE_DIR", "target/native"));
    int threads = Runtime.getRuntime().availableProcessors();
    ComputeType type = ComputeType.AUTO;
    int seed = SEED;
    boolean wrong = false;
    for (int i = 0; i < arguments.length; i++) {
      String option = arguments[i];
      if (option.equals("--wrong")) {
        wrong = true;
        continue;
      }
      if (i + 1 == arguments.length) {
        throw new IllegalArgumentException("unknown option or missing value: '" + option + "'");
      }
      String value = arguments[++i];
      switch (option) {
        case "--folder" -> folder = Path.of(value);
        case "--dtype" -> type = ComputeType.parse(value);
        case "--threads" -> threads = positive(option, value);
        case "--seed" -> seed = positive(option, value);
        default ->
            throw new IllegalArgumentException(
                "unknown option '"
                    + option
                    + "'; allowed are --folder --dtype --threads --seed --wrong --help");
      }
    }
    return new EvaluationOptions(folder, natives, threads, type, seed, wrong);
  }

  private static int positive(String option, String value) {
    if (!value.matches("[1-9][0-9]{0,3}")) {
      throw new IllegalArgumentException(option + " must be a number from 1, not '" + value + "'");
    }
    return Integer.parseInt(value);
  }
}
