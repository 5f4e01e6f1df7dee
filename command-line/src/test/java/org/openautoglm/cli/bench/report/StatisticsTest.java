// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.openautoglm.cli.bench.report.Measurements.failed;
import static org.openautoglm.cli.bench.report.Measurements.measured;

import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openautoglm.cli.bench.client.Measurement;
import org.openautoglm.cli.bench.client.TokenCounts;

class StatisticsTest {

  @Test
  void figuresComeOutAsTheyWentIn() {
    Statistics statistics =
        new Statistics(List.of(measured(0, 100, 150, 250), measured(1_000, 1_300, 1_400)), null);
    assertThat(statistics.seconds()).isEqualTo(1.4);
    assertThat(statistics.answerTokens()).isEqualTo(5);
    assertThat(statistics.answerRate()).isCloseTo(5 / 1.4, within(1e-9));
    assertThat(statistics.requestRate()).isCloseTo(2 / 1.4, within(1e-9));
    Latency ttft = statistics.latencies().get("ttft");
    assertThat(ttft.count()).isEqualTo(2);
    assertThat(ttft.percentile(50)).isCloseTo(100, Percentage.withPercentage(0.2));
    assertThat(ttft.max()).isCloseTo(300, Percentage.withPercentage(0.2));
    Latency gaps = statistics.latencies().get("itl");
    assertThat(gaps.count()).isEqualTo(3);
    assertThat(gaps.percentile(0)).isCloseTo(50, Percentage.withPercentage(0.2));
    assertThat(statistics.latencies().get("tpot").percentile(0))
        .isCloseTo(75, Percentage.withPercentage(0.2));
    assertThat(statistics.latencies()).doesNotContainKey("ttft_later_turns");
  }

  @Test
  void percentilesAreThoseOfTheValues() {
    Statistics statistics =
        new Statistics(
            IntStream.rangeClosed(1, 1_000).mapToObj(i -> measured(0, i)).toList(), null);
    Latency ttft = statistics.latencies().get("ttft");
    for (double percentile : new double[] {50, 90, 99}) {
      assertThat(ttft.percentile(percentile))
          .isCloseTo(10 * percentile, Percentage.withPercentage(0.2));
    }
    assertThat(ttft.point(1).millis()).isCloseTo(1, Percentage.withPercentage(0.2));
    assertThat(ttft.point(1_000).millis()).isCloseTo(1_000, Percentage.withPercentage(0.2));
  }

  @Test
  void aRankIsTheFirstThatReachesItsQuantile() {
    Statistics statistics =
        new Statistics(IntStream.rangeClosed(1, 100).mapToObj(i -> measured(0, i)).toList(), null);
    Latency ttft = statistics.latencies().get("ttft");
    for (long rank = 2; rank <= 100; rank++) {
      assertThat(ttft.rank(ttft.quantile(rank) - 0.001)).isEqualTo(rank);
      assertThat(ttft.rank(ttft.quantile(rank - 1) + 0.001)).isEqualTo(rank);
    }
  }

  @Test
  void onlyAServerThatCountsSaysThatAnAnswerIsShort() {
    Measurement counted =
        new Measurement(1, 5, 0, 0, new long[] {1, 2}, 2, new TokenCounts(3, 2, 0, true), null);
    Measurement events =
        new Measurement(1, 5, 0, 0, new long[] {1, 2}, 2, new TokenCounts(0, 2, 0, false), null);
    Statistics statistics = new Statistics(List.of(counted, events), null);
    assertThat(statistics.shorterThanAsked()).isEqualTo(1);
    assertThat(statistics.unreported()).isEqualTo(1);
  }

  @Test
  void failuresAreCountedByKindAndAreInNoOtherFigure() {
    Statistics statistics =
        new Statistics(
            List.of(
                measured(0, 100),
                failed(0, 9_000, "timeout"),
                failed(0, 1, "http_429"),
                failed(0, 2, "http_429")),
            null);
    assertThat(statistics.sent()).isEqualTo(4);
    assertThat(statistics.succeeded()).isEqualTo(1);
    assertThat(statistics.failed()).isEqualTo(3);
    assertThat(statistics.errors()).containsOnlyKeys("timeout", "http_429");
    assertThat(statistics.errors().get("http_429").count()).isEqualTo(2);
    assertThat(statistics.latencies().values()).allMatch(latency -> latency.count() == 1);
    assertThat(statistics.answerTokens()).isEqualTo(1);
  }

  @Test
  void nothingMeasuredIsNoDivisionByZero() {
    Statistics statistics = new Statistics(List.of(), null);
    assertThat(statistics.answerRate()).isZero();
    assertThat(statistics.latencies()).isEmpty();
  }

  @Test
  void laterTurnsHaveAFirstTokenOfTheirOwn() {
    Measurement first = measured(0, 100);
    Measurement second =
        new Measurement(2, 1, 0, 0, first.texts(), first.ended(), first.tokens(), first.failure());
    Statistics statistics = new Statistics(List.of(first, second), null);
    assertThat(statistics.latencies().get("ttft").count()).isEqualTo(1);
    assertThat(statistics.latencies().get("ttft_later_turns").count()).isEqualTo(1);
  }

  @Test
  void goodputCountsThoseThatReachEveryPartOfTheGoal() {
    List<Measurement> all =
        List.of(measured(0, 100, 150), measured(0, 100, 400), measured(0, 600, 1_000));
    assertThat(new Statistics(all, Goal.parse("ttft:500")).goodput()).isEqualTo(2);
    assertThat(new Statistics(all, Goal.parse("ttft:500,tpot:50")).goodput()).isEqualTo(1);
    assertThat(new Statistics(all, Goal.parse("e2el:99")).goodput()).isZero();
    assertThat(new Statistics(all, null).goodput()).isNaN();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ttft", "ttft:", "ttft:0", "speed:3", "ttft:1:2", "ttft:x"})
  void whatIsNoGoalIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Goal.parse(text));
  }
}
