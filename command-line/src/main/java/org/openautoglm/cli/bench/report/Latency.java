// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.report;

import java.util.ArrayList;
import java.util.List;
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
  public record Point(double quantile, double millis) {}

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

  /** The whole distribution, at most so many points, the last of them the largest value. */
  public List<Point> points(int most) {
    List<Point> points = new ArrayList<>();
    long all = count();
    long step = Math.max(1, all / Math.max(1, most));
    for (long rank = 1; rank <= all; rank += step) {
      points.add(point(rank, all));
    }
    if (all > 0 && (all - 1) % step != 0) {
      points.add(point(all, all));
    }
    return points;
  }

  /** The middle of the rank, so that the largest value lies before 1, where no axis ends. */
  private Point point(long rank, long all) {
    double quantile = (rank - 0.5) / all;
    return new Point(quantile, percentile(100 * quantile));
  }
}
