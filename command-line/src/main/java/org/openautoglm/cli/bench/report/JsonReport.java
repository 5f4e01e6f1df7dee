// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.report;

import jakarta.json.Json;
import jakarta.json.stream.JsonGenerator;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.Map;
import org.openautoglm.cli.bench.client.Measurement;

/** The report for programs. Names stay as they are; new ones may join them. */
public final class JsonReport {
  private static final int FORMAT = 1;
  private static final double[] PERCENTILES = {0, 25, 50, 75, 90, 95, 99, 99.9, 100};
  private static final MathContext DIGITS = new MathContext(6);
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_MILLI = 1e6;

  private final Report report;

  public JsonReport(Report report) {
    this.report = report;
  }

  /** Writes it, and leaves the writer open. */
  public void write(Writer out) {
    JsonGenerator json =
        Json.createGeneratorFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
            .createGenerator(out);
    json.writeStartObject()
        .write("format", FORMAT)
        .write("benchmark", "serve")
        .write("date", report.date().toString())
        .write("interrupted", report.interrupted());
    parameters(json);
    machine(json);
    json.writeStartArray("results");
    report.results().forEach(result -> result(json, result));
    json.writeEnd().writeEnd().flush();
  }

  private void parameters(JsonGenerator json) {
    json.writeStartObject("parameters");
    report.parameters().forEach((name, value) -> parameter(json, name, value));
    json.writeEnd();
  }

  private static void parameter(JsonGenerator json, String name, Object value) {
    if (value instanceof Integer || value instanceof Long) {
      json.write(name, ((Number) value).longValue());
    } else if (value instanceof Number number) {
      json.write(name, number.doubleValue());
    } else if (value instanceof Boolean flag) {
      json.write(name, flag);
    } else {
      json.write(name, value.toString());
    }
  }

  private void machine(JsonGenerator json) {
    Machine machine = report.machine();
    json.writeStartObject("machine")
        .write("cores", machine.cores())
        .write("cpu", machine.cpu())
        .write("memory_bytes", machine.memoryBytes())
        .write("os", machine.os())
        .write("jvm", machine.jvm())
        .writeEnd();
  }

  private static void result(JsonGenerator json, RunResult result) {
    Statistics statistics = result.statistics();
    json.writeStartObject()
        .write("name", result.name())
        .write("url", result.url())
        .write("model", result.model())
        .write("prompts", result.prompts());
    number(json, "duration_s", statistics.seconds());
    json.writeStartObject("requests")
        .write("sent", statistics.sent())
        .write("succeeded", statistics.succeeded())
        .write("failed", statistics.failed())
        .write("not_sent", result.unsent())
        .write("shorter_than_asked", statistics.shorterThanAsked())
        .writeEnd();
    errors(json, statistics);
    json.writeStartObject("tokens")
        .write("prompt", statistics.promptTokens())
        .write("cached_prompt", statistics.cachedTokens())
        .write("answer", statistics.answerTokens())
        .write("answers_without_usage", statistics.unreported())
        .writeEnd();
    json.writeStartObject("throughput");
    number(json, "answer_tokens_per_s", statistics.answerRate());
    number(json, "prompt_tokens_per_s", statistics.promptRate());
    number(json, "requests_per_s", statistics.requestRate());
    number(json, "goodput_requests_per_s", statistics.goodput());
    json.writeEnd().writeStartObject("latency_ms");
    statistics.latencies().forEach((name, latency) -> latency(json, name, latency));
    json.writeEnd();
    series(json, Series.throughput(result));
    json.writeStartArray("measurements");
    result.measurements().forEach(each -> measurement(json, each, result.origin()));
    json.writeEnd().writeEnd();
  }

  private static void errors(JsonGenerator json, Statistics statistics) {
    json.writeStartObject("errors");
    statistics
        .errors()
        .forEach(
            (kind, errors) ->
                json.writeStartObject(kind)
                    .write("count", errors.count())
                    .write("example", errors.example())
                    .writeEnd());
    json.writeEnd();
  }

  private static void latency(JsonGenerator json, String name, Latency latency) {
    json.writeStartObject(name).write("count", latency.count());
    number(json, "mean", latency.mean());
    for (double percentile : PERCENTILES) {
      number(json, percentileName(percentile), latency.percentile(percentile));
    }
    json.writeEnd();
  }

  private static String percentileName(double percentile) {
    if (percentile == 0) {
      return "min";
    }
    if (percentile == 100) {
      return "max";
    }
    return percentile == Math.rint(percentile)
        ? "p" + Math.round(percentile)
        : String.format(Locale.ROOT, "p%s", percentile).replace('.', '_');
  }

  private static void series(JsonGenerator json, Series.Throughput throughput) {
    json.writeStartObject("answer_tokens_per_s_over_time");
    number(json, "bin_s", throughput.width());
    json.writeStartArray("values");
    for (double value : throughput.tokensPerSecond()) {
      json.write(rounded(value));
    }
    json.writeEnd().writeEnd();
  }

  private static void measurement(JsonGenerator json, Measurement measurement, long origin) {
    json.writeStartObject().write("turn", measurement.turn());
    number(json, "start_s", (measurement.intended() - origin) / NANOS_PER_SECOND);
    number(json, "sent_s", (measurement.sent() - origin) / NANOS_PER_SECOND);
    if (measurement.succeeded() && measurement.hasText()) {
      number(json, "ttft_ms", measurement.firstToken() / NANOS_PER_MILLI);
    }
    if (measurement.succeeded()) {
      number(json, "e2el_ms", measurement.endToEnd() / NANOS_PER_MILLI);
      json.write("prompt_tokens", measurement.tokens().prompt())
          .write("cached_tokens", measurement.tokens().cached())
          .write("answer_tokens", measurement.tokens().answer());
    } else {
      json.write("error", measurement.failure().kind());
    }
    json.writeEnd();
  }

  private static void number(JsonGenerator json, String name, double value) {
    if (Double.isFinite(value)) {
      json.write(name, rounded(value));
    } else {
      json.writeNull(name);
    }
  }

  /** More digits than were measured only look exact. */
  private static BigDecimal rounded(double value) {
    BigDecimal rounded = BigDecimal.valueOf(value).round(DIGITS).stripTrailingZeros();
    return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
  }
}
