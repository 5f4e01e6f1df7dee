// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.bench;

import ai.djl.engine.EngineException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.openautoglm.engine.api.EngineOptions;
import org.openautoglm.engine.api.EngineUnavailableException;
import org.openautoglm.engine.api.InferenceEngine;
import org.openautoglm.engine.kernel.KernelsUnavailableException;
import org.openautoglm.engine.kernel.NativeKernels;
import org.openautoglm.engine.runtime.NativeProgram;

/**
 * The program behind {@code ./autoglm bench kernels}: every way to multiply by a weight matrix,
 * beside each other, for each shape of a model and some numbers of tokens.
 */
public final class KernelBenchmark {
  private static final int[] TOKENS = {1, 4, 16, 64, 512};
  private static final double GIGA = 1e9;

  static final String USAGE =
      """
      Usage: ./autoglm bench kernels [OPTION]...

      Multiplies matrices in the shapes of a model by some numbers of tokens, with the engine's own
      kernels and with libtorch's, and prints billions of operations a second.

        --synthetic MODEL  glm-1.6b, llama-3-8b, gpt-2 or glm-tiny (glm-1.6b)
        --threads N        threads for computing (one per processor)
        --folder DIR       where native libraries are kept (./data/bench)
      """;

  private final PrintStream out;
  private final boolean own;

  private KernelBenchmark(PrintStream out, boolean own) {
    this.out = out;
    this.own = own;
  }

  /** Exits with 2 when the arguments are wrong and with 1 when nothing can be measured. */
  public static void main(String[] arguments) {
    NativeProgram.run(() -> run(System.out, System.err, arguments));
  }

  static int run(PrintStream out, PrintStream errors, String... arguments) {
    if (arguments.length == 1 && arguments[0].equals("--help")) {
      out.print(USAGE);
      return 0;
    }
    BenchmarkOptions options;
    try {
      options = parse(arguments);
    } catch (IllegalArgumentException e) {
      errors.println("autoglm: " + e.getMessage());
      errors.print(USAGE);
      return 2;
    }
    try {
      Path natives = options.folder().resolve("native");
      InferenceEngine.discover().start(new EngineOptions(natives, options.threads()));
      out.println(options.model() + ", " + options.threads() + " threads, GOP/s");
      new KernelBenchmark(out, own(natives, options.threads(), out)).measure(options.model());
      return 0;
    } catch (EngineUnavailableException e) {
      errors.println("autoglm: " + e.getMessage());
      return 1;
    }
  }

  /** Of the options of {@code bench engine} those that make sense here. */
  private static BenchmarkOptions parse(String... arguments) {
    for (int i = 0; i < arguments.length; i += 2) {
      if (!arguments[i].matches("--(synthetic|threads|folder)")) {
        throw new IllegalArgumentException(
            "unknown option '" + arguments[i] + "'; allowed are --synthetic --threads --folder");
      }
    }
    String[] all = Arrays.copyOf(new String[] {"--synthetic", "glm-1.6b"}, arguments.length + 2);
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return BenchmarkOptions.parse(all);
  }

  private static boolean own(Path natives, int threads, PrintStream out) {
    try {
      NativeKernels.load(natives, threads);
      return true;
    } catch (KernelsUnavailableException e) {
      out.println("no kernels of the engine's own: " + e.getMessage());
      return false;
    }
  }

  private void measure(SyntheticModel model) {
    for (MatrixShape shape : MatrixShape.of(model.shape())) {
      out.printf("%n%-22s", shape);
      for (int tokens : TOKENS) {
        out.printf("%9d", tokens);
      }
      out.println("  tokens");
      for (ProductKernel kernel : ProductKernel.values()) {
        if (own || !kernel.isOwn()) {
          out.println(line(kernel, shape));
        }
      }
    }
  }

  private static String line(ProductKernel kernel, MatrixShape shape) {
    try (Products products = new Products(kernel, shape)) {
      return String.format("%-22s", kernel.title()) + rates(products, shape);
    }
  }

  private static String rates(Products products, MatrixShape shape) {
    StringBuilder rates = new StringBuilder();
    try {
      products.prepare();
      for (int tokens : TOKENS) {
        double operations = 2.0 * tokens * shape.rows() * shape.columns();
        rates.append(
            String.format(Locale.ROOT, "%9.1f", operations / products.seconds(tokens) / GIGA));
      }
    } catch (EngineException e) {
      // a kernel may refuse a shape, or be missing in this build of libtorch
      rates.append("  not for this shape or processor");
    }
    return rates.toString();
  }
}
