// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.bench;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import org.openautoglm.engine.api.CheckpointException;
import org.openautoglm.engine.api.EngineOptions;
import org.openautoglm.engine.api.EngineUnavailableException;
import org.openautoglm.engine.api.InferenceEngine;
import org.openautoglm.engine.checkpoint.Checkpoint;
import org.openautoglm.engine.kernel.KernelsUnavailableException;
import org.openautoglm.engine.kernel.NativeKernels;
import org.openautoglm.engine.model.Placement;
import org.openautoglm.engine.model.TorchDecoder;
import org.openautoglm.engine.runtime.NativeProgram;
import org.openautoglm.engine.tokenizer.CheckpointTokenizer;

/** The program behind {@code ./autoglm bench engine}. */
public final class EngineBenchmark {
  private static final int PROMPT = 512;
  private static final int PAST = 128;
  private static final int STEPS = 48;

  /** More than twice what 16 streams need; a gigabyte for an 8B model in 16 bits. */
  private static final int CACHE_ROWS = 8192;

  private static final double GIGA = 1e9;

  private final BenchmarkOptions options;
  private final PrintStream out;
  private final List<Measurement> results = new ArrayList<>();
  private Floor.Product product;

  private EngineBenchmark(BenchmarkOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  /** Exits with 2 when the arguments are wrong and with 1 when the measurement fails. */
  public static void main(String[] arguments) {
    NativeProgram.run(() -> run(System.out, System.err, arguments));
  }

  static int run(PrintStream out, PrintStream errors, String... arguments) {
    if (arguments.length == 1 && arguments[0].equals("--help")) {
      out.print(BenchmarkOptions.USAGE);
      return 0;
    }
    BenchmarkOptions options;
    try {
      options = BenchmarkOptions.parse(arguments);
    } catch (IllegalArgumentException e) {
      errors.println("autoglm: " + e.getMessage());
      errors.print(BenchmarkOptions.USAGE);
      return 2;
    }
    try {
      new EngineBenchmark(options, out).measure(errors);
      return 0;
    } catch (IOException e) {
      // the messages of many are nothing but a path
      errors.println("autoglm: " + e);
      return 1;
    } catch (CheckpointException | EngineUnavailableException | EngineException e) {
      errors.println("autoglm: " + e.getMessage());
      return 1;
    }
  }

  private void measure(PrintStream errors) throws IOException {
    if (options.json().isPresent()) {
      // what cannot be written is told before minutes of measuring
      Files.writeString(options.json().get(), "");
    }
    Path natives = options.folder().resolve("native");
    InferenceEngine.discover().start(new EngineOptions(natives, options.threads()));
    requireDevice();
    Path model = options.folder().resolve(options.model().toString());
    ProgressLine making = new ProgressLine(errors, "Making random weights");
    SyntheticCheckpoint.write(model, options.model().shape(), 1, making);
    making.end();
    NativeKernels kernels = kernels(natives);
    out.printf(
        "%s, %s, %s, %d threads%n",
        options.model(), options.type(), options.device(), options.threads());
    Floor floor = options.onCpu() ? Floor.ofCpu(kernels) : Floor.ofGpu(options.gpu());
    try (TorchDecoder first = load(model, kernels, errors, "load_first", "first load")) {
      add("weights", "weights read per token", first.matrixBytes() / GIGA, "GB", "");
    }
    try (TorchDecoder decoder = load(model, kernels, errors, "load_again", "load again")) {
      SyntheticRuns runs = new SyntheticRuns(decoder);
      prefill(runs, decoder, floor);
      for (int sequences : new int[] {1, 4, 8, 16}) {
        decode(runs, decoder, floor, sequences);
      }
      closedLoops(model, decoder);
    }
    if (options.json().isPresent()) {
      Files.writeString(options.json().get(), json());
    }
  }

  /** Before minutes of making weights. */
  private void requireDevice() {
    int found = Engine.getEngine("PyTorch").getGpuCount();
    if (!options.onCpu() && options.gpu() >= found) {
      throw new EngineUnavailableException(
          "Device "
              + options.device()
              + " is not usable: libtorch sees "
              + found
              + " GPUs. Check the driver, and that a CUDA build of libtorch is installed.",
          null);
    }
  }

  private NativeKernels kernels(Path natives) {
    try {
      return NativeKernels.load(natives, options.threads());
    } catch (KernelsUnavailableException e) {
      out.println("no kernels of the engine's own: " + e.getMessage());
      return null;
    }
  }

  private TorchDecoder load(
      Path folder, NativeKernels kernels, PrintStream errors, String name, String title) {
    ProgressLine loading = new ProgressLine(errors, "Loading");
    long start = System.nanoTime();
    Placement placement =
        new Placement(
            options.device(),
            options.type(),
            kernels != null,
            options.folder(),
            CACHE_ROWS,
            new ReentrantLock());
    TorchDecoder decoder = TorchDecoder.load(Checkpoint.open(folder), placement, loading);
    loading.end();
    add(name, title, (System.nanoTime() - start) * 1e-9, "s", "");
    return decoder;
  }

  private void prefill(SyntheticRuns runs, TorchDecoder decoder, Floor floor) {
    product = floor.product();
    add(
        "gemm_rate",
        "libtorch " + product.type() + " product",
        product.operationsPerSecond() / GIGA,
        "GOP/s",
        "");
    double seconds = runs.prefill(PROMPT, 5);
    double operations = 2.0 * decoder.layerElements() * PROMPT / seconds;
    add(
        "prefill_512",
        "prefill of 512 tokens",
        PROMPT / seconds,
        "tok/s",
        String.format(
            Locale.ROOT,
            "%.0f GOP/s, %.0f %% of libtorch's %s product",
            operations / GIGA,
            100 * operations / product.operationsPerSecond(),
            product.type()));
  }

  /** The memory is read plainly before and after the steps; the better of both counts. */
  private void decode(SyntheticRuns runs, TorchDecoder decoder, Floor floor, int sequences) {
    double before = floor.bytesPerSecond();
    double seconds = runs.decode(sequences, PAST, STEPS);
    double read = Math.max(before, floor.bytesPerSecond());
    if (sequences == 1) {
      add("read_rate", "memory, plain read", read / GIGA, "GB/s", "");
    }
    double rate = decoder.matrixBytes() / seconds;
    String weights = String.format(Locale.ROOT, "%.1f GB/s of weights", rate / GIGA);
    if (read > 0) {
      weights +=
          String.format(
              Locale.ROOT, ", %.0f %% of the plain read of %.1f", 100 * rate / read, read / GIGA);
    }
    add(
        "decode_" + sequences,
        "decode, " + sequences + (sequences == 1 ? " stream" : " streams"),
        sequences / seconds,
        "tok/s",
        weights);
  }

  private void closedLoops(Path model, TorchDecoder decoder) {
    try (CheckpointTokenizer tokenizer = CheckpointTokenizer.open(model)) {
      for (int streams : new int[] {1, 8, 16}) {
        // each loop has a cache of its own, over the same rows
        ClosedLoop.Result result =
            new ClosedLoop(decoder, tokenizer, CACHE_ROWS, PROMPT).run(streams);
        add(
            "loop_" + streams,
            "128 in, 64 out, " + streams + (streams == 1 ? " stream" : " streams"),
            result.tokensPerSecond(),
            "tok/s",
            String.format(
                Locale.ROOT,
                "first token %.2f s, gaps %.0f ms, 99 %% within %.0f ms",
                result.firstToken(),
                1e3 * result.gap(),
                1e3 * result.longGap()));
      }
    }
  }

  private void add(String name, String title, double value, String unit, String remark) {
    results.add(new Measurement(name, title, value, unit, remark));
    out.printf(Locale.ROOT, "  %-27s %9.2f %-6s %s%n", title, value, unit, remark);
  }

  private String json() {
    StringBuilder json = new StringBuilder("{\n");
    json.append("  \"model\": \"").append(options.model()).append("\",\n");
    json.append("  \"dtype\": \"").append(options.type()).append("\",\n");
    json.append("  \"device\": \"").append(options.device()).append("\",\n");
    json.append("  \"gemm_type\": \"").append(product.type()).append("\",\n");
    json.append("  \"threads\": ").append(options.threads());
    for (Measurement result : results) {
      json.append(String.format(Locale.ROOT, ",\n  \"%s\": %.4f", result.name(), result.value()));
    }
    return json.append("\n}\n").toString();
  }
}
