// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openautoglm.cli.bench.report.Measurements.failed;
import static org.openautoglm.cli.bench.report.Measurements.measured;

import jakarta.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.openautoglm.cli.bench.client.Failure;
import org.openautoglm.cli.bench.client.JsonBodies;
import org.openautoglm.cli.bench.client.Measurement;
import org.openautoglm.cli.bench.client.TokenCounts;
import org.xml.sax.InputSource;

class ReportsTest {
  private static final String HOSTILE = "<script>alert('${plots}')</script>";

  @Test
  void thePageLoadsNothingAndTrustsNobody() {
    String page = new HtmlReport(report(HOSTILE)).page();
    assertThat(page)
        .doesNotContain("<script")
        .doesNotContain("<b>said")
        .doesNotContain("http://", "https://")
        .doesNotContain("null")
        .contains("&lt;script&gt;alert(&#39;${plots}&#39;)");
  }

  @Test
  void everyPlotIsWellFormedAndNeverLeavesItsFrame() throws Exception {
    List<Plot> plots = new Plots(report("b").results()).all();
    assertThat(plots).hasSize(5);
    for (Plot plot : plots) {
      String svg = plot.svg();
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(svg)));
      assertThat(svg).doesNotContain("NaN", "Infinity").doesNotContainPattern("[\" MLHV]-\\d");
    }
  }

  @Test
  void aRunWithoutASingleAnswerCanBeReported() {
    List<Measurement> none = List.of(failed(0, 5, "timeout"));
    Report report = new Report(Instant.EPOCH, Map.of(), machine(), true, List.of(run("a", none)));
    assertThat(new HtmlReport(report).page()).contains("timeout");
    assertThat(json(report).getJsonArray("results").getJsonObject(0).getJsonObject("errors"))
        .containsKey("timeout");
    assertThat(console(report)).contains("Interrupted", "1 x timeout");
  }

  @Test
  void theJsonHasEveryFigureByItsName() {
    JsonObject json = json(report("b"));
    assertThat(json.getInt("format")).isEqualTo(1);
    assertThat(json.getJsonObject("parameters").getInt("seed")).isEqualTo(7);
    assertThat(json.getJsonObject("machine").getInt("cores")).isEqualTo(2);
    JsonObject result = json.getJsonArray("results").getJsonObject(0);
    assertThat(result.getJsonObject("requests").getInt("sent")).isEqualTo(41);
    assertThat(result.getJsonObject("latency_ms").getJsonObject("ttft"))
        .containsKeys("count", "mean", "min", "p50", "p90", "p99", "p99_9", "max");
    assertThat(result.getJsonObject("throughput")).containsKeys("answer_tokens_per_s");
    assertThat(result.getJsonArray("measurements")).hasSize(41);
  }

  @Test
  void theConsoleShowsServersSideBySide() {
    assertThat(console(report("b")).lines().findFirst().orElseThrow()).contains("a").contains("b");
  }

  @Test
  void turnsThatWereNotSentAreToldInEveryReport() {
    List<Measurement> none = List.of(failed(0, 5, "timeout"));
    RunResult result =
        new RunResult("a", "x:/", "model", "text", none, 3, new Statistics(none, null));
    Report report = new Report(Instant.EPOCH, Map.of(), machine(), false, List.of(result));
    assertThat(console(report)).contains("a: 3 further turns were not sent");
    assertThat(new HtmlReport(report).page()).contains("3 further turns were not sent");
    JsonObject json = json(report).getJsonArray("results").getJsonObject(0);
    assertThat(json.getJsonObject("requests").getInt("not_sent")).isEqualTo(3);
    assertThat(console(report("b"))).doesNotContain("were not sent");
  }

  @Test
  void whatAServerSaidCannotCommandTheTerminal() {
    Measurement refused =
        new Measurement(
            1,
            5,
            0,
            0,
            new long[0],
            1,
            new TokenCounts(0, 0, 0, false),
            new Failure("http_500", "\u001B[2Jgone\u009B2J"));
    Report report =
        new Report(
            Instant.EPOCH, Map.of(), machine(), false, List.of(run("a\u0007", List.of(refused))));
    assertThat(console(report))
        .contains("a?: 1 x http_500: ?[2Jgone?2J")
        .doesNotContain("\u001B", "\u009B", "\u0007");
  }

  /** A value is looked up for each mark, which takes too long for each of a million gaps. */
  @Test
  void aCurveHasFewPointsThatAreEvenlySpacedUpToTheLargestValue() {
    for (int count : new int[] {1, 2, 7, 1_000, 100_000}) {
      Latency latency = new Latency();
      IntStream.rangeClosed(1, count).forEach(value -> latency.record(value * 1e3));
      List<Double> quantiles = Plots.curve(latency).stream().map(Latency.Point::quantile).toList();
      assertThat(quantiles).as("of %d", count).isSorted().doesNotHaveDuplicates();
      assertThat(quantiles).hasSizeLessThanOrEqualTo(122).startsWith(latency.quantile(1));
      assertThat(quantiles).endsWith(latency.quantile(count));
      assertThat(quantiles).hasSizeGreaterThanOrEqualTo(Math.min(count, 60));
    }
  }

  private static Report report(String second) {
    return new Report(
        Instant.parse("2026-01-02T03:04:05Z"),
        Map.of("seed", 7L, "endpoint", "chat"),
        machine(),
        false,
        List.of(run("a", some(1)), run(second, some(3))));
  }

  private static List<Measurement> some(int factor) {
    List<Measurement> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      long start = 100L * i;
      all.add(measured(start, start + 50L * factor, start + 60L * factor, start + 90L * factor));
    }
    all.add(failed(0, 3_000, "http_503"));
    return all;
  }

  private static RunResult run(String name, List<Measurement> measurements) {
    return new RunResult(
        name, "x:/", "model", "text", measurements, 0, new Statistics(measurements, null));
  }

  private static Machine machine() {
    return new Machine(2, "a processor", 1L << 33, "an os", "a jvm");
  }

  private static JsonObject json(Report report) {
    StringWriter text = new StringWriter();
    new JsonReport(report).write(text);
    return JsonBodies.object(text.toString());
  }

  private static String console(Report report) {
    StringWriter text = new StringWriter();
    new ConsoleReport(report).print(new PrintWriter(text, true));
    return text.toString();
  }
}
