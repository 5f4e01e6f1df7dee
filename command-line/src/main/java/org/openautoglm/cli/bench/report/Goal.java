// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.report;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.openautoglm.cli.bench.client.Measurement;

/**
 * What a request must reach to count for goodput, as in "DistServe" (Zhong et al., 2024) and vLLM's
 * {@code --goodput}.
 *
 * @param most milliseconds for each of the figures that have a limit
 */
public record Goal(Map<Figure, Double> most) {
  private static final double NANOS_PER_MILLI = 1e6;

  /** The names that vLLM gives them. */
  public enum Figure {
    TTFT,
    TPOT,
    E2EL
  }

  public Goal {
    most = Map.copyOf(most);
  }

  /**
   * Reads {@code ttft:MS,tpot:MS,e2el:MS}, in any order, some left out.
   *
   * @throws IllegalArgumentException when that is no goal
   */
  public static Goal parse(String text) {
    Map<Figure, Double> most = new EnumMap<>(Figure.class);
    for (String part : text.split(",", -1)) {
      String[] pair = part.strip().split(":", -1);
      try {
        double limit = Double.parseDouble(pair.length == 2 ? pair[1] : "");
        if (limit > 0) {
          most.put(Figure.valueOf(pair[0].toUpperCase(Locale.ROOT)), limit);
          continue;
        }
      } catch (IllegalArgumentException e) {
        throw wrong(text, e);
      }
      throw wrong(text, null);
    }
    return new Goal(most);
  }

  private static IllegalArgumentException wrong(String text, Throwable cause) {
    return new IllegalArgumentException(
        "a goal is like ttft:500,tpot:50,e2el:5000 (milliseconds), not '" + text + "'", cause);
  }

  boolean reachedBy(Measurement measurement) {
    return most.entrySet().stream()
        .allMatch(
            limit -> value(limit.getKey(), measurement) <= limit.getValue() * NANOS_PER_MILLI);
  }

  /** Nanoseconds; endless where the request gives no such figure but should have. */
  private static double value(Figure figure, Measurement measurement) {
    return switch (figure) {
      case TTFT -> measurement.hasText() ? measurement.firstToken() : Double.POSITIVE_INFINITY;
      // an answer of one token has no pace to complain about
      case TPOT -> measurement.hasPace() ? measurement.timePerOutputToken() : 0;
      case E2EL -> measurement.endToEnd();
    };
  }

  @Override
  public String toString() {
    return most.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(limit -> limit.getKey().name().toLowerCase(Locale.ROOT) + ":" + limit.getValue())
        .collect(Collectors.joining(","));
  }
}
