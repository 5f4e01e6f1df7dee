// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.bench;

import java.nio.file.Path;
import java.util.Optional;
import org.openautoglm.engine.api.ComputeType;

/**
 * What is measured.
 *
 * @param device {@code cpu} or {@code gpu:N}
 * @param type number format, not {@link ComputeType#AUTO}
 * @param threads that compute
 * @param folder for weights and native libraries, kept for the next run
 * @param json file for the results
 */
record BenchmarkOptions(
    SyntheticModel model,
    String device,
    ComputeType type,
    int threads,
    Path folder,
    Optional<Path> json) {

  private static final String CPU = "cpu";
  private static final String GPU = "gpu:";

  static final String USAGE =
      """
      Usage: ./autoglm bench engine --synthetic MODEL [OPTION]...

      Makes random weights in the shape of a model, once, and measures how fast they are computed,
      beside what this machine gives at most.

        --synthetic MODEL  glm-1.6b, llama-3-8b, gpt-2 or glm-tiny
        --device DEVICE    cpu, or a GPU: gpu:0, gpu:1 ... (cpu)
        --dtype TYPE       int4, int8, bfloat16 or float32, on a GPU also float16
                           (int4, on a GPU bfloat16)
        --threads N        threads of the CPU for computing (one per processor)
        --folder DIR       where weights are made and kept (./data/bench)
        --json FILE        also writes the results there

      On a GPU this has never run: none was at hand. It needs a CUDA build of libtorch.
      """;

  /**
   * @throws IllegalArgumentException saying what is allowed
   */
  static BenchmarkOptions parse(String... arguments) {
    SyntheticModel model = null;
    String device = CPU;
    ComputeType type = null;
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
        case "--device" -> device = device(value);
        case "--dtype" -> type = type(value);
        case "--threads" -> threads = threads(value);
        case "--folder" -> folder = Path.of(value);
        case "--json" -> json = Path.of(value);
        default ->
            throw new IllegalArgumentException(
                "unknown option '"
                    + arguments[i]
                    + "'; allowed are --synthetic --device --dtype --threads --folder --json");
      }
    }
    if (model == null) {
      throw new IllegalArgumentException("--synthetic is required");
    }
    boolean cpu = device.equals(CPU);
    if (type == ComputeType.FLOAT16 && cpu) {
      throw new IllegalArgumentException(
          "float16 is computed on GPUs only; on the CPU --dtype can be int4, int8, bfloat16 or"
              + " float32");
    }
    if (type == null) {
      type = cpu ? ComputeType.INT4 : ComputeType.BFLOAT16;
    }
    return new BenchmarkOptions(model, device, type, threads, folder, Optional.ofNullable(json));
  }

  boolean onCpu() {
    return device.equals(CPU);
  }

  /** The number of the GPU, where it is one. */
  int gpu() {
    return Integer.parseInt(device.substring(GPU.length()));
  }

  private static String device(String value) {
    if (!value.matches(CPU + "|" + GPU + "\\d{1,3}")) {
      throw new IllegalArgumentException(
          "device '" + value + "' is unknown; devices are cpu and gpu:N, for example gpu:0");
    }
    return value;
  }

  private static ComputeType type(String value) {
    ComputeType type = ComputeType.parse(value);
    if (type == ComputeType.AUTO) {
      throw new IllegalArgumentException(
          "--dtype must be int4, int8, bfloat16, float16 or float32: the weights have no format of"
              + " their own");
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
