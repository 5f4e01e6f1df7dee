// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.report;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.openautoglm.cli.Table;
import org.openautoglm.cli.Terminal;

/** The report on a terminal: one column for each server. */
public final class ConsoleReport {
  private static final Map<String, String> TITLES =
      Map.of(
          "ttft", "Time to first token",
          "ttft_later_turns", "Time to first token, later turns",
          "itl", "Inter-token latency",
          "tpot", "Time per output token",
          "e2el", "End-to-end latency");

  private final Report report;

  public ConsoleReport(Report report) {
    this.report = report;
  }

  /** What a latency is called in words. */
  static String title(String name) {
    return TITLES.getOrDefault(name, name);
  }

  public void print(PrintWriter out) {
    List<String> head = new ArrayList<>(List.of(""));
    report.results().forEach(result -> head.add(result.name()));
    Table table = new Table(head);
    totals(table);
    latencyNames().forEach(name -> latency(table, name));
    table.lines().forEach(out::println);
    remarks().forEach(out::println);
  }

  private void totals(Table table) {
    row(table, "Model", result -> result.model());
    row(table, "Duration (s)", result -> number(result.statistics().seconds()));
    row(table, "Requests", result -> Integer.toString(result.statistics().sent()));
    row(table, "Failed", result -> Integer.toString(result.statistics().failed()));
    row(table, "Prompt tokens", result -> Long.toString(result.statistics().promptTokens()));
    row(table, "  of these cached", r -> Long.toString(r.statistics().cachedTokens()));
    row(table, "Answer tokens", result -> Long.toString(result.statistics().answerTokens()));
    row(table, "Answer tokens/s", result -> number(result.statistics().answerRate()));
    row(table, "Prompt tokens/s", result -> number(result.statistics().promptRate()));
    row(table, "Requests/s", result -> number(result.statistics().requestRate()));
    if (report.parameters().containsKey("goodput")) {
      row(table, "Goodput (requests/s)", result -> number(result.statistics().goodput()));
    }
  }

  private void latency(Table table, String name) {
    String title = title(name) + " (ms) ";
    for (double percentile : new double[] {50, 90, 99}) {
      row(
          table,
          title + "p" + Math.round(percentile),
          result -> of(result, name, latency -> latency.percentile(percentile)));
    }
    row(table, title + "max", result -> of(result, name, Latency::max));
  }

  private static String of(RunResult result, String name, Function<Latency, Double> figure) {
    Latency latency = result.statistics().latencies().get(name);
    return latency == null ? "-" : number(figure.apply(latency));
  }

  /** Those that any of the servers has. */
  Set<String> latencyNames() {
    Set<String> names = new LinkedHashSet<>();
    report.results().forEach(r -> names.addAll(r.statistics().latencies().keySet()));
    return names;
  }

  private void row(Table table, String title, Function<RunResult, String> cell) {
    List<String> cells = new ArrayList<>(List.of(title));
    report.results().forEach(result -> cells.add(cell.apply(result)));
    table.add(cells);
  }

  /** What a reader must know before believing the figures. */
  List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    if (report.interrupted()) {
      remarks.add("Interrupted: requests that were under way are left out.");
    }
    for (RunResult result : report.results()) {
      Statistics statistics = result.statistics();
      statistics
          .errors()
          .forEach(
              (kind, errors) ->
                  remarks.add(
                      result.name()
                          + ": "
                          + errors.count()
                          + " x "
                          + kind
                          + ": "
                          + errors.example()));
      if (result.unsent() > 0) {
        remarks.add(
            result.name()
                + ": "
                + result.unsent()
                + " further turns were not sent, because one before them had failed.");
      }
      if (statistics.unreported() > 0) {
        remarks.add(
            result.name()
                + ": the server reported no usage for "
                + statistics.unreported()
                + " answers; their tokens are counted by stream events.");
      }
      if (statistics.shorterThanAsked() > 0) {
        remarks.add(
            result.name()
                + ": "
                + statistics.shorterThanAsked()
                + " answers are shorter than asked"
                + (Boolean.TRUE.equals(report.parameters().get("ignore_eos"))
                    ? ", although the server was to ignore the end of sequence."
                    : "; see --ignore-eos."));
      }
    }
    return remarks.stream().map(Terminal::harmless).toList();
  }

  static String number(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : "-";
  }
}
