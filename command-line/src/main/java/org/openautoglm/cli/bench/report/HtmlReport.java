// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The report as one page that loads nothing: it can be sent by mail and kept. */
public final class HtmlReport {
  private static final String PAGE = "/org/openautoglm/cli/bench/report/report.html";
  private static final double GIBI = 1L << 30;

  private final Report report;

  public HtmlReport(Report report) {
    this.report = report;
  }

  public String page() {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("date", Html.escape(report.date().truncatedTo(ChronoUnit.SECONDS).toString()));
    parts.put("machine", Html.escape(machine()));
    parts.put("remarks", remarks());
    parts.put("goodput", hasGoal() ? "<th scope=\"col\">Goodput<br>requests/s</th>" : "");
    parts.put("servers", servers());
    parts.put("legend", legend());
    parts.put("latencies", latencies());
    parts.put("plots", plots());
    parts.put("parameters", parameters());
    return fill(template(), parts);
  }

  private static String template() {
    try (InputStream page = HtmlReport.class.getResourceAsStream(PAGE)) {
      return new String(page.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the template of the page cannot be read", e);
    }
  }

  /** One pass over the template, so that nothing a server said is taken for a place to fill. */
  private static String fill(String template, Map<String, String> parts) {
    StringBuilder page = new StringBuilder();
    int from = 0;
    for (int at = template.indexOf("${"); at >= 0; at = template.indexOf("${", from)) {
      int end = template.indexOf('}', at);
      page.append(template, from, at).append(parts.get(template.substring(at + 2, end)));
      from = end + 1;
    }
    return page.append(template.substring(from)).toString();
  }

  private String machine() {
    Machine machine = report.machine();
    return String.format(
        Locale.ROOT,
        "%s, %d logical processors, %.1f GiB, %s, %s",
        machine.cpu(),
        machine.cores(),
        machine.memoryBytes() / GIBI,
        machine.os(),
        machine.jvm());
  }

  private String remarks() {
    List<String> remarks = new ConsoleReport(report).remarks();
    return remarks.isEmpty()
        ? ""
        : remarks.stream()
            .map(remark -> "<li>" + Html.escape(remark) + "</li>")
            .collect(Collectors.joining("", "<ul class=\"remarks\">", "</ul>"));
  }

  private boolean hasGoal() {
    return report.parameters().containsKey("goodput");
  }

  private String servers() {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < report.results().size(); i++) {
      RunResult result = report.results().get(i);
      Statistics statistics = result.statistics();
      rows.append("<tr><th scope=\"row\">").append(swatch(i)).append("</th>");
      cell(rows, result.model());
      cell(rows, Integer.toString(statistics.sent()));
      rows.append(statistics.failed() > 0 ? "<td class=\"bad\">" : "<td>")
          .append(statistics.failed())
          .append("</td>");
      cell(rows, Ticks.label(statistics.promptTokens()));
      cell(rows, Ticks.label(statistics.cachedTokens()));
      cell(rows, Ticks.label(statistics.answerTokens()));
      cell(rows, ConsoleReport.number(statistics.answerRate()));
      cell(rows, ConsoleReport.number(statistics.promptRate()));
      cell(rows, ConsoleReport.number(statistics.requestRate()));
      if (hasGoal()) {
        cell(rows, ConsoleReport.number(statistics.goodput()));
      }
      cell(rows, ConsoleReport.number(statistics.seconds()));
      rows.append("</tr>\n");
    }
    return rows.toString();
  }

  /** Servers below each other for each figure, so that they can be compared. */
  private String latencies() {
    StringBuilder rows = new StringBuilder();
    for (String name : new ConsoleReport(report).latencyNames()) {
      for (int i = 0; i < report.results().size(); i++) {
        Latency latency = report.results().get(i).statistics().latencies().get(name);
        if (latency != null) {
          latency(rows, i, name, latency);
        }
      }
    }
    return rows.toString();
  }

  private void latency(StringBuilder rows, int result, String name, Latency latency) {
    rows.append("<tr><th scope=\"row\">").append(swatch(result)).append("</th>");
    cell(rows, ConsoleReport.title(name));
    cell(rows, Ticks.label(latency.count()));
    cell(rows, ConsoleReport.number(latency.mean()));
    for (double percentile : new double[] {50, 90, 99}) {
      cell(rows, ConsoleReport.number(latency.percentile(percentile)));
    }
    cell(rows, ConsoleReport.number(latency.max()));
    rows.append("</tr>\n");
  }

  private static void cell(StringBuilder row, String text) {
    row.append("<td>").append(Html.escape(text)).append("</td>");
  }

  private String swatch(int result) {
    return "<span class=\"swatch s"
        + result % Plot.COLOURS
        + "\"></span>"
        + Html.escape(report.results().get(result).name());
  }

  private String legend() {
    StringBuilder legend = new StringBuilder();
    for (int i = 0; i < report.results().size(); i++) {
      legend.append("<span>").append(swatch(i)).append("</span>");
    }
    return legend.toString();
  }

  private String plots() {
    return new Plots(report.results()).all().stream().map(Plot::svg).collect(Collectors.joining());
  }

  private String parameters() {
    return new TreeMap<>(report.parameters())
        .entrySet().stream()
            .map(
                entry ->
                    "<dt>"
                        + Html.escape(entry.getKey())
                        + "</dt><dd>"
                        + Html.escape(entry.getValue().toString())
                        + "</dd>")
            .collect(Collectors.joining());
  }
}
