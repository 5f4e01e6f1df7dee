// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.report;

import org.HdrHistogram.Histogram;

/** A distribution of times, kept to three significant digits from one microsecond on. */
public final class Latency {
  private static final int DIGITS = 3;
  private static final double NANOS_PER_MICRO = 1e3;
  private static final double MICROS_PER_MILLI = 1e3;

  private final Histogram micros = new Histogram(DIGITS);

  /**
   * A point of the distribution.
   *
   * @param quantile share of the values that are no larger, 0 to 1
   */
  record Point(double quantile, double millis) {}

  void record(double nanos) {
    micros.recordValue(Math.max(0, Math.round(nanos / NANOS_PER_MICRO)));
  }

  public long count() {
    return micros.getTotalCount();
  }

  /**
   * @param percentile 0 to 100; milliseconds, not a number when nothing was measured
   */
  public double percentile(double percentile) {
    return orNone(micros.getValueAtPercentile(percentile));
  }

  public double mean() {
    return orNone(micros.getMean());
  }

  public double max() {
    return orNone(micros.getMaxValue());
  }

  private double orNone(double value) {
    return count() == 0 ? Double.NaN : value / MICROS_PER_MILLI;
  }

  /**
   * A value by its place in the order of size. Looking it up takes as long as the distribution is
   * wide.
   *
   * @param rank 1 for the smallest, {@link #count()} for the largest
   */
  Point point(long rank) {
    double quantile = quantile(rank);
    return new Point(quantile, percentile(100 * quantile));
  }

  /** The middle of the rank, so that the largest value lies before 1, where no axis ends. */
  double quantile(long rank) {
    return (rank - 0.5) / count();
  }

  /** The first rank whose quantile is no less. */
  long rank(double quantile) {
    return (long) Math.ceil(quantile * count() + 0.5);
  }
}
