// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The plots of a report: all servers in each of them. */
final class Plots {
  private static final int MOST_POINTS = 120;

  /** Percentiles that are labelled; an axis is cut to those that the number of values supports. */
  private static final double[] NINES = {0, 50, 75, 90, 95, 99, 99.9, 99.99};

  private final List<RunResult> results;

  Plots(List<RunResult> results) {
    this.results = results;
  }

  List<Plot> all() {
    List<Plot> plots = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    results.forEach(result -> names.addAll(result.statistics().latencies().keySet()));
    names.remove("tpot");
    names.forEach(name -> plots.add(percentiles(name)));
    plots.add(throughput());
    plots.add(firstTokens());
    plots.removeIf(Plot::isEmpty);
    return plots;
  }

  private Plot percentiles(String name) {
    Plot plot =
        new Plot(ConsoleReport.title(name) + " by percentile", "percentile", "milliseconds");
    double furthest = 0;
    for (int i = 0; i < results.size(); i++) {
      Latency latency = results.get(i).statistics().latencies().get(name);
      if (latency == null) {
        continue;
      }
      List<Plot.Mark> marks = new ArrayList<>();
      for (Latency.Point point : curve(latency)) {
        furthest = Math.max(furthest, nines(point.quantile()));
        marks.add(
            new Plot.Mark(
                nines(point.quantile()),
                point.millis(),
                hint(i, "p%.2f: %.2f ms", 100 * point.quantile(), point.millis())));
      }
      plot.add(i, marks, true);
    }
    return plot.xTicks(ticks(furthest));
  }

  /**
   * Evenly spaced on the page rather than by rank, so that the few large values are not lost. Only
   * values that are shown are looked up.
   */
  static List<Latency.Point> curve(Latency latency) {
    List<Latency.Point> points = new ArrayList<>();
    long all = latency.count();
    double gap = nines(latency.quantile(all)) / MOST_POINTS;
    long rank = 1;
    while (rank <= all) {
      Latency.Point point = latency.point(rank);
      points.add(point);
      rank = Math.max(rank + 1, latency.rank(quantile(nines(point.quantile()) + gap)));
    }
    return points;
  }

  /** The scale that HdrHistogram's plots use: every further nine takes the same room. */
  private static double nines(double quantile) {
    return -Math.log10(1 - quantile);
  }

  private static double quantile(double nines) {
    return 1 - Math.pow(10, -nines);
  }

  private static List<Plot.Tick> ticks(double furthest) {
    List<Plot.Tick> ticks = new ArrayList<>();
    for (double percentile : NINES) {
      double at = nines(percentile / 100);
      if (at <= furthest) {
        ticks.add(new Plot.Tick(at, Ticks.label(percentile)));
      }
    }
    ticks.add(new Plot.Tick(Math.max(furthest, 0.1), "max"));
    int last = ticks.size() - 1;
    if (last > 1 && ticks.get(last).at() - ticks.get(last - 1).at() < 0.08 * ticks.get(last).at()) {
      ticks.remove(last - 1);
    }
    return ticks;
  }

  private Plot throughput() {
    Plot plot =
        new Plot("Answer tokens per second over time", "seconds from the start", "tokens/s");
    for (int i = 0; i < results.size(); i++) {
      Series.Throughput series = Series.throughput(results.get(i));
      List<Plot.Mark> marks = new ArrayList<>();
      for (int bin = 0; bin < series.tokensPerSecond().length; bin++) {
        double at = (bin + 0.5) * series.width();
        double rate = series.tokensPerSecond()[bin];
        marks.add(new Plot.Mark(at, rate, hint(i, "%.1f s: %.1f tokens/s", at, rate)));
      }
      plot.add(i, marks, true);
    }
    return plot;
  }

  private Plot firstTokens() {
    Plot plot =
        new Plot("Time to first token of each request", "intended start, seconds", "milliseconds");
    for (int i = 0; i < results.size(); i++) {
      List<Plot.Mark> marks = new ArrayList<>();
      for (double[] point : Series.firstTokens(results.get(i))) {
        marks.add(
            new Plot.Mark(point[0], point[1], hint(i, "at %.2f s: %.1f ms", point[0], point[1])));
      }
      plot.add(i, marks, false);
    }
    return plot;
  }

  private String hint(int result, String pattern, double first, double second) {
    return results.get(result).name() + ", " + String.format(Locale.ROOT, pattern, first, second);
  }
}
