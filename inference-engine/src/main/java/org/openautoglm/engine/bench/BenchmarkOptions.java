// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.bench;

import java.nio.file.Path;
import java.util.Optional;
import org.openautoglm.engine.api.ComputeType;

/**
 * What is measured.
 *
 * @param type number format, not {@link ComputeType#AUTO}
 * @param threads that compute
 * @param folder for weights and native libraries, kept for the next run
 * @param json file for the results
 */
record BenchmarkOptions(
    SyntheticModel model, ComputeType type, int threads, Path folder, Optional<Path> json) {

  static final String USAGE =
      """
      Usage: ./autoglm bench engine --synthetic MODEL [OPTION]...

      Makes random weights in the shape of a model, once, and measures how fast they are computed,
      beside what this machine gives at most.

        --synthetic MODEL  glm-1.6b, llama-3-8b, gpt-2 or glm-tiny
        --dtype TYPE       int4, int8, bfloat16 or float32 (int4)
        --threads N        threads for computing (one per processor)
        --folder DIR       where weights are made and kept (./data/bench)
        --json FILE        also writes the results there
      """;

  /**
   * @throws IllegalArgumentException saying what is allowed
   */
  static BenchmarkOptions parse(String... arguments) {
    SyntheticModel model = null;
    ComputeType type = ComputeType.INT4;
    int threads = Runtime.getRuntime().availableProcessors();
    Path folder = Path.of("data", "bench");
    Path json = null;
    for (int i = 0; i < arguments.length; i += 2) {
      if (i + 1 == arguments.length) {
        throw new IllegalArgumentException(arguments[i] + " needs a value");
      }
      String value = arguments[i + 1];
      switch (arguments[i]) {
        case "--synthetic" -> model = SyntheticModel.named(value);
        case "--dtype" -> type = type(value);
        case "--threads" -> threads = threads(value);
        case "--folder" -> folder = Path.of(value);
        case "--json" -> json = Path.of(value);
        default ->
            throw new IllegalArgumentException(
                "unknown option '"
                    + arguments[i]
                    + "'; allowed are --synthetic --dtype --threads --folder --json");
      }
    }
    if (model == null) {
      throw new IllegalArgumentException("--synthetic is required");
    }
    return new BenchmarkOptions(model, type, threads, folder, Optional.ofNullable(json));
  }

  private static ComputeType type(String value) {
    ComputeType type = ComputeType.parse(value);
    if (type == ComputeType.AUTO) {
      throw new IllegalArgumentException(
          "--dtype must be int4, int8, bfloat16 or float32: the weights have no format of their own");
    }
    return type;
  }

  private static int threads(String value) {
    if (!value.matches("[1-9]\\d{0,2}")) {
      throw new IllegalArgumentException("--threads must be a number from 1 to 999");
    }
    return Integer.parseInt(value);
  }
}
