// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.openautoglm.cli.bench.client.Target;
import org.openautoglm.cli.bench.load.LengthMix;
import org.openautoglm.cli.bench.load.LoadShape;
import org.openautoglm.cli.bench.report.Goal;

/**
 * The options, checked.
 *
 * @param warmup load before the measurement, or null
 * @param goal for goodput, or null
 */
record BenchPlan(
    BenchOptions options,
    List<Target> targets,
    LoadShape load,
    LoadShape warmup,
    LengthMix mix,
    Goal goal,
    long seed) {
  private static final String LOCAL = "http://127.0.0.1:8080";
  private static final int FEW_REQUESTS = 20;
  private static final int MOST_WARMUP = 16;

  /**
   * @param anySeed used unless the user chose one
   * @param keys finds the keys of servers
   * @throws IllegalArgumentException when the options do not make sense
   */
  static BenchPlan of(BenchOptions options, long anySeed, Keys keys) {
    if (options.sharedPrefix < 0 || options.timeout < 1) {
      throw new IllegalArgumentException(
          "--shared-prefix must not be negative, --timeout must be 1 or more");
    }
    if (!Double.isFinite(options.temperature) || options.temperature < 0) {
      throw new IllegalArgumentException("--temperature must be a number that is not negative");
    }
    // read now, lest it fail when everything has been measured
    options.extraMembers();
    checkFile("--json", options.json);
    checkFile("--html", options.html);
    LoadShape load = load(options);
    return new BenchPlan(
        options,
        targets(options, keys),
        load,
        warmup(options, load),
        options.mix == null
            ? LengthMix.of(options.promptTokens, options.answerTokens)
            : LengthMix.parse(options.mix),
        options.goodput == null ? null : Goal.parse(options.goodput),
        options.seed == null ? anySeed : options.seed);
  }

  private static LoadShape load(BenchOptions options) {
    int unlimited = options.rate > 0 ? 0 : 1;
    int requests = options.duration == null ? FEW_REQUESTS : Integer.MAX_VALUE;
    if (options.concurrency != null && options.concurrency < 1) {
      throw new IllegalArgumentException("--concurrency must be 1 or more");
    }
    if (options.duration != null && options.duration < 1) {
      throw new IllegalArgumentException("--duration must be 1 or more");
    }
    return new LoadShape(
        options.concurrency == null ? unlimited : options.concurrency,
        options.rate,
        options.requests == null ? requests : options.requests,
        options.duration == null ? null : Duration.ofSeconds(options.duration),
        options.turns);
  }

  /** As many at a time as later, so that the server has seen such a batch. */
  private static LoadShape warmup(BenchOptions options, LoadShape load) {
    int few = Math.min(MOST_WARMUP, Math.max(1, load.concurrency()));
    int count = options.warmup == null ? few : options.warmup;
    if (count < 0) {
      throw new IllegalArgumentException("--warmup must not be negative");
    }
    return count == 0 ? null : new LoadShape(few, 0, count, null, 1);
  }

  private static List<Target> targets(BenchOptions options, Keys keys) {
    List<Target> targets = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String url : options.urls.isEmpty() ? List.of(LOCAL) : options.urls) {
      Target target = Target.parse(url);
      if (!names.add(target.name())) {
        throw new IllegalArgumentException(
            "two servers are called " + target.name() + "; write --url NAME=URL");
      }
      targets.add(target);
    }
    return keys.give(targets);
  }

  private static void checkFile(String option, Path file) {
    if (file == null) {
      return;
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || Files.isDirectory(file)) {
      throw new IllegalArgumentException(option + ": " + file + " is a folder, not a file");
    }
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(option + ": the folder of " + file + " does not exist");
    }
    if (!Files.isWritable(Files.exists(file) ? file : folder)) {
      throw new IllegalArgumentException(option + ": " + file + " cannot be written");
    }
  }

  /** For the reports; no keys. */
  Map<String, Object> parameters() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("endpoint", options.endpoint.name().toLowerCase(Locale.ROOT));
    all.put("loop", load.rate() > 0 ? "open" : "closed");
    all.put("concurrency", load.concurrency());
    all.put("rate", load.rate());
    if (load.requests() != Integer.MAX_VALUE) {
      all.put("requests", load.requests());
    }
    if (load.duration() != null) {
      all.put("duration_s", load.duration().toSeconds());
    }
    all.put("warmup", warmup == null ? 0 : warmup.requests());
    all.put("mix", mix.toString());
    all.put("shared_prefix", options.sharedPrefix);
    all.put("turns", load.turns());
    all.put("seed", seed);
    all.put("temperature", options.temperature);
    all.put("ignore_eos", options.ignoreEos);
    all.put("extra_body", options.extraMembers().toString());
    all.put("timeout_s", options.timeout);
    if (goal != null) {
      all.put("goodput", goal.toString());
    }
    return all;
  }
}
