// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.openautoglm.cli.bench.client.Measurement;

/**
 * The figures of one run. Failed requests are counted by kind and are in no other figure. The time
 * of the run is from the first intended start to the end of the last answer, so the rates include
 * the ramps at both ends.
 */
public final class Statistics {
  private static final double NANOS_PER_SECOND = 1e9;

  private final SortedMap<String, Errors> errors = new TreeMap<>();
  private final Latency firstToken = new Latency();
  private final Latency laterFirstToken = new Latency();
  private final Latency interToken = new Latency();
  private final Latency perOutputToken = new Latency();
  private final Latency endToEnd = new Latency();
  private final double seconds;
  private final boolean hasGoal;
  private int succeeded;
  private int reached;
  private int shorter;
  private int unreported;
  private long promptTokens;
  private long cachedTokens;
  private long answerTokens;

  /**
   * Failures of one kind.
   *
   * @param example what was said of the first
   */
  public record Errors(int count, String example) {}

  /**
   * @param goal what counts for goodput, or null
   */
  public Statistics(List<Measurement> measurements, Goal goal) {
    this.seconds = seconds(measurements);
    this.hasGoal = goal != null;
    for (Measurement measurement : measurements) {
      if (!measurement.succeeded()) {
        errors.merge(
            measurement.failure().kind(),
            new Errors(1, measurement.failure().detail()),
            (old, more) -> new Errors(old.count() + 1, old.example()));
        continue;
      }
      succeeded++;
      reached += goal != null && goal.reachedBy(measurement) ? 1 : 0;
      count(measurement);
      time(measurement);
    }
  }

  private static double seconds(List<Measurement> measurements) {
    long first = measurements.stream().mapToLong(Measurement::intended).min().orElse(0);
    long last = measurements.stream().mapToLong(Measurement::ended).max().orElse(0);
    return (last - first) / NANOS_PER_SECOND;
  }

  private void count(Measurement measurement) {
    promptTokens += measurement.tokens().prompt();
    cachedTokens += measurement.tokens().cached();
    answerTokens += measurement.tokens().answer();
    if (!measurement.tokens().reported()) {
      // events may carry several tokens, so their number says nothing of the length
      unreported++;
    } else if (measurement.tokens().answer() < measurement.askedTokens()) {
      shorter++;
    }
  }

  private void time(Measurement measurement) {
    endToEnd.record(measurement.endToEnd());
    if (measurement.hasText()) {
      (measurement.turn() == 1 ? firstToken : laterFirstToken).record(measurement.firstToken());
    }
    if (measurement.hasPace()) {
      perOutputToken.record(measurement.timePerOutputToken());
    }
    long[] texts = measurement.texts();
    for (int i = 1; i < texts.length; i++) {
      interToken.record(texts[i] - texts[i - 1]);
    }
  }

  public int sent() {
    return succeeded + failed();
  }

  public int succeeded() {
    return succeeded;
  }

  public int failed() {
    return errors.values().stream().mapToInt(Errors::count).sum();
  }

  /** By kind. */
  public Map<String, Errors> errors() {
    return new LinkedHashMap<>(errors);
  }

  public double seconds() {
    return seconds;
  }

  public long promptTokens() {
    return promptTokens;
  }

  /** The part of the prompts that servers had computed before. */
  public long cachedTokens() {
    return cachedTokens;
  }

  public long answerTokens() {
    return answerTokens;
  }

  /** Answers of which the server did not say how many tokens they have. */
  public int unreported() {
    return unreported;
  }

  /** Answers that ended before the length that was asked for, as far as the server counts. */
  public int shorterThanAsked() {
    return shorter;
  }

  /** Requests per second that reached the goal; not a number without one. */
  public double goodput() {
    return hasGoal ? perSecond(reached) : Double.NaN;
  }

  public double requestRate() {
    return perSecond(succeeded);
  }

  public double answerRate() {
    return perSecond(answerTokens);
  }

  public double promptRate() {
    return perSecond(promptTokens);
  }

  private double perSecond(long count) {
    return seconds > 0 ? count / seconds : 0;
  }

  /** Every distribution by its name in the reports, those without a value left out. */
  public Map<String, Latency> latencies() {
    Map<String, Latency> all = new LinkedHashMap<>();
    all.put("ttft", firstToken);
    all.put("ttft_later_turns", laterFirstToken);
    all.put("itl", interToken);
    all.put("tpot", perOutputToken);
    all.put("e2el", endToEnd);
    all.values().removeIf(latency -> latency.count() == 0);
    return all;
  }
}
