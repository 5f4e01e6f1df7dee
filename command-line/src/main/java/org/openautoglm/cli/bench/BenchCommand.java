// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench;

import jakarta.json.JsonException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.openautoglm.cli.CommandFailure;
import org.openautoglm.cli.Terminal;
import org.openautoglm.cli.bench.report.ConsoleReport;
import org.openautoglm.cli.bench.report.HtmlReport;
import org.openautoglm.cli.bench.report.JsonReport;
import org.openautoglm.cli.bench.report.Machine;
import org.openautoglm.cli.bench.report.Report;
import org.openautoglm.cli.bench.report.RunResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures servers and tells the result. */
@Command(
    name = "bench",
    description = "Measures how fast OpenAI-compatible servers answer.",
    footer = {
      "",
      "./autoglm bench engine --help tells how to measure the engine without a server,",
      "./autoglm bench kernels --help its matrix products alone.",
      "Exit status: 0 when all requests succeeded, 1 when some failed, 2 for wrong usage."
    })
public final class BenchCommand implements Callable<Integer> {
  private static final int SEED_LIMIT = 1_000_000_000;

  @Spec private CommandSpec spec;
  @Mixin private BenchOptions options;

  /** Read by nobody: what matters is that nothing else is accepted. */
  @SuppressWarnings("UnusedVariable")
  @Parameters(
      arity = "0..1",
      paramLabel = "serve",
      description = "a running server is measured; may be left out")
  private What what;

  /** What this command can measure. */
  enum What {
    SERVE
  }

  @Override
  public Integer call() {
    BenchPlan plan = plan();
    List<RunResult> results;
    try (Interruption interruption = new Interruption()) {
      results =
          new ServeBenchmark(
                  plan, interruption, err(), Terminal.isStandardError(), System::nanoTime)
              .run();
      tell(
          new Report(
              Instant.now(),
              plan.parameters(),
              Machine.current(),
              interruption.happened(),
              results));
    }
    boolean failed = results.stream().anyMatch(result -> result.statistics().failed() > 0);
    return failed && !options.allowErrors ? 1 : 0;
  }

  private BenchPlan plan() {
    try {
      // short, so that it can be typed again
      long anySeed = new SecureRandom().nextInt(SEED_LIMIT);
      return BenchPlan.of(
          options, anySeed, new Keys(options.keys, System.getenv("AUTOGLM_KEY"), options.data));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** What was measured cannot be had again, so a file that fails does not keep the other away. */
  private void tell(Report report) {
    new ConsoleReport(report).print(spec.commandLine().getOut());
    Optional<CommandFailure> failure = Optional.empty();
    if (options.json != null) {
      failure = write(options.json, out -> new JsonReport(report).write(out));
    }
    if (options.html != null) {
      String page = new HtmlReport(report).page();
      Optional<CommandFailure> second = write(options.html, out -> out.write(page));
      failure = failure.or(() -> second);
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  /** Fills a file. */
  private interface Content {
    void writeTo(Writer out) throws IOException;
  }

  /** Returns why it cannot be written. */
  private Optional<CommandFailure> write(Path file, Content content) {
    try (Writer out = Files.newBufferedWriter(file)) {
      content.writeTo(out);
    } catch (IOException | JsonException e) {
      Throwable reason = e.getCause() instanceof IOException lost ? lost : e;
      return Optional.of(new CommandFailure(file + " cannot be written: " + reason, e));
    }
    err().println("Written: " + file);
    return Optional.empty();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
