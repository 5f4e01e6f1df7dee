// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench;

import java.io.PrintWriter;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;
import org.openautoglm.cli.CommandFailure;
import org.openautoglm.cli.Terminal;
import org.openautoglm.cli.bench.client.Endpoint;
import org.openautoglm.cli.bench.client.Measurement;
import org.openautoglm.cli.bench.client.Sender;
import org.openautoglm.cli.bench.client.StreamingClient;
import org.openautoglm.cli.bench.client.Target;
import org.openautoglm.cli.bench.load.ConversationSource;
import org.openautoglm.cli.bench.load.LoadRun;
import org.openautoglm.cli.bench.load.RequestOptions;
import org.openautoglm.cli.bench.report.Progress;
import org.openautoglm.cli.bench.report.RunResult;
import org.openautoglm.cli.bench.report.Statistics;

/** Measures servers, one after the other. */
final class ServeBenchmark {
  /** Streams are read on these; more would take processors from a server on the same machine. */
  private static final int READERS = 2;

  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** The warm-up asks other things than the measurement, lest these be cached. */
  private static final long WARMUP_SEED = 0x5DEECE66DL;

  private final BenchPlan plan;
  private final Interruption interruption;
  private final PrintWriter err;
  private final boolean terminal;
  private final LongSupplier clock;

  /**
   * @param terminal whether {@code err} is one
   * @param clock nanoseconds
   */
  ServeBenchmark(
      BenchPlan plan,
      Interruption interruption,
      PrintWriter err,
      boolean terminal,
      LongSupplier clock) {
    this.plan = plan;
    this.interruption = interruption;
    this.err = err;
    this.terminal = terminal;
    this.clock = clock;
  }

  /**
   * @throws CommandFailure when one of the servers cannot be asked; then none is measured
   */
  List<RunResult> run() {
    ExecutorService readers = Executors.newFixedThreadPool(READERS, daemon("bench-reader"));
    ScheduledExecutorService loop =
        Executors.newSingleThreadScheduledExecutor(daemon("bench-loop"));
    try {
      HttpClient http = client(readers);
      Map<Target, ServerProfile> profiles = new LinkedHashMap<>();
      plan.targets().forEach(target -> profiles.put(target, profile(http, target)));
      List<RunResult> results = new ArrayList<>();
      profiles.forEach(
          (target, profile) -> {
            if (!interruption.happened()) {
              results.add(measure(target, profile, http, loop));
            }
          });
      return results;
    } finally {
      loop.shutdownNow();
      readers.shutdown();
    }
  }

  private ServerProfile profile(HttpClient http, Target target) {
    return new ServerProbe(http, target, plan.options().timeout())
        .profile(plan.options().model, plan.options().endpoint, plan.load().turns() > 1);
  }

  private static ThreadFactory daemon(String name) {
    return work -> {
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  private static HttpClient client(ExecutorService readers) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(CONNECT)
        .executor(readers)
        .build();
  }

  private RunResult measure(
      Target target, ServerProfile profile, HttpClient http, ScheduledExecutorService loop) {
    Endpoint endpoint = plan.options().endpoint;
    String model = profile.model() == null ? "" : profile.model();
    err.println(
        "Measuring "
            + target.name()
            + " at "
            + target.root()
            + ": model "
            + (model.isEmpty() ? "of the server's choice" : Terminal.said(model))
            + ", prompts as "
            + profile.prompts(endpoint)
            + ", seed "
            + plan.seed());
    Sender sender = new StreamingClient(http, target, endpoint, plan.options().timeout(), clock);
    if (plan.warmup() != null) {
      ConversationSource source = source(profile, plan.seed() ^ WARMUP_SEED);
      measured(new LoadRun(plan.warmup(), source, sender, (m, n) -> {}, loop, clock));
    }
    Progress progress = new Progress(err, terminal, clock, target.name(), plan.load().requests());
    ConversationSource source = source(profile, plan.seed());
    LoadRun run = new LoadRun(plan.load(), source, sender, progress, loop, clock);
    List<Measurement> measurements = measured(run);
    progress.close();
    return new RunResult(
        target.name(),
        target.root().toString(),
        model,
        profile.prompts(endpoint),
        measurements,
        run.unsent(),
        new Statistics(measurements, plan.goal()));
  }

  private ConversationSource source(ServerProfile profile, long seed) {
    BenchOptions options = plan.options();
    boolean answeredIds = plan.load().turns() > 1 && profile.vocabulary().hasIds();
    return new ConversationSource(
        options.endpoint,
        profile.vocabulary(),
        new RequestOptions(
            profile.model(),
            options.temperature,
            options.ignoreEos,
            answeredIds,
            options.extraMembers()),
        plan.mix(),
        options.sharedPrefix,
        seed);
  }

  private List<Measurement> measured(LoadRun run) {
    CompletableFuture<List<Measurement>> measurements = run.start();
    interruption.watch(run);
    boolean interrupted = false;
    while (true) {
      try {
        List<Measurement> all = measurements.get();
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        return all;
      } catch (InterruptedException e) {
        // the run ends soon, and what it has measured is worth the wait
        interrupted = true;
        interruption.stop();
      } catch (ExecutionException e) {
        throw new IllegalStateException("the load could not be generated", e.getCause());
      }
    }
  }
}
