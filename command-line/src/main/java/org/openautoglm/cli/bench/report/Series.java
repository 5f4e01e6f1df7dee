// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.report;

import java.util.ArrayList;
import java.util.List;
import org.openautoglm.cli.bench.client.Measurement;

/** How a run went over time. */
final class Series {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final int MOST_BINS = 120;

  /** Seconds; in shorter bins a single token would look like a peak. */
  private static final double LEAST_WIDTH = 1;

  private Series() {}

  /**
   * Answer tokens per second, in bins of equal width.
   *
   * @param width of a bin, in seconds
   */
  record Throughput(double width, double[] tokensPerSecond) {}

  /** Tokens of an answer are spread evenly over its stream events. */
  static Throughput throughput(RunResult result) {
    double seconds = result.statistics().seconds();
    int bins = (int) Math.min(MOST_BINS, Math.max(1, Math.floor(seconds / LEAST_WIDTH)));
    double width = seconds > 0 ? seconds / bins : LEAST_WIDTH;
    double[] tokens = new double[bins];
    long origin = result.origin();
    for (Measurement measurement : result.measurements()) {
      if (measurement.succeeded() && measurement.hasText()) {
        double each = (double) measurement.tokens().answer() / measurement.texts().length;
        for (long time : measurement.texts()) {
          int bin = (int) ((time - origin) / NANOS_PER_SECOND / width);
          tokens[Math.min(bins - 1, Math.max(0, bin))] += each;
        }
      }
    }
    for (int bin = 0; bin < bins; bin++) {
      tokens[bin] /= width;
    }
    return new Throughput(width, tokens);
  }

  /** Time to first token in milliseconds over the intended start in seconds. */
  static List<double[]> firstTokens(RunResult result) {
    List<double[]> points = new ArrayList<>();
    for (Measurement measurement : result.measurements()) {
      if (measurement.succeeded() && measurement.hasText()) {
        points.add(
            new double[] {
              (measurement.intended() - result.origin()) / NANOS_PER_SECOND,
              measurement.firstToken() / 1e6
            });
      }
    }
    return points;
  }
}
