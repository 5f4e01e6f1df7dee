// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.openautoglm.engine.api.SamplingParameters;

class SamplerPropertyTest {
  private static final int UNITS = 1 << 12;

  /** Relative error of a sum of weights that are floats. */
  private static final double ROUNDING = 1e-6;

  /**
   * A sampler overwrites its row with the weights of what it kept, so that the whole distribution
   * can be compared, not only one draw. Its weights are floats: where a filter's border falls
   * between two candidates that only a double tells apart, either of them is right.
   */
  @Property(tries = 2000)
  void the_distribution_is_that_of_the_naive_implementation(
      @ForAll("logits") float[] logits, @ForAll("filters") SamplingParameters p) {
    float[] row = logits.clone();

    int token = new Sampler(p, new int[0], row.length, 5).next(row, 0, row.length);

    Map<Integer, Double> found = normalised(row);
    assertThat(found).containsKey(token);
    assertProportional(found, logits, p.temperature());
    assertThat(found.size())
        .isBetween(
            naiveSize(logits, p, 1 - ROUNDING, 1 + ROUNDING),
            NaiveSampling.distribution(logits, scaled(p, 1 + ROUNDING, 1 - ROUNDING)).size());
  }

  /** What was kept has the right proportions, and nothing better was dropped. */
  private static void assertProportional(
      Map<Integer, Double> found, float[] logits, double temperature) {
    double[] weights = weights(logits, temperature);
    double total = found.keySet().stream().mapToDouble(id -> weights[id]).sum();
    double least = found.keySet().stream().mapToDouble(id -> weights[id]).min().orElseThrow();
    for (int id = 0; id < weights.length; id++) {
      if (found.containsKey(id)) {
        assertThat(found.get(id)).isEqualTo(weights[id] / total, within(1e-5));
      } else {
        assertThat(weights[id]).isLessThanOrEqualTo(least * (1 + ROUNDING));
      }
    }
  }

  /** Candidates the naive implementation keeps; weights too small for a float are never drawn. */
  private static int naiveSize(
      float[] logits, SamplingParameters p, double topPFactor, double minPFactor) {
    double[] weights = weights(logits, p.temperature());
    return (int)
        NaiveSampling.distribution(logits, scaled(p, topPFactor, minPFactor)).keySet().stream()
            .filter(id -> weights[id] > Float.MIN_NORMAL)
            .count();
  }

  private static double[] weights(float[] logits, double temperature) {
    double max = IntStream.range(0, logits.length).mapToDouble(i -> logits[i]).max().orElseThrow();
    return IntStream.range(0, logits.length)
        .mapToDouble(i -> Math.exp((logits[i] - max) / temperature))
        .toArray();
  }

  private static SamplingParameters scaled(
      SamplingParameters p, double topPFactor, double minPFactor) {
    return Parameters.temperature(p.temperature())
        .topK(p.topK())
        .topP(p.topP() < 1 ? p.topP() * topPFactor : 1)
        .minP(Math.min(1, p.minP() * minPFactor))
        .build();
  }

  /** Weights are multiples of 2^-12, so that sums are exact and sets must be equal. */
  @Property(tries = 5000)
  void the_cutoff_keeps_exactly_the_naive_candidates(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(max = UNITS) Integer> units,
      @ForAll @IntRange(max = 45) int topK,
      @ForAll @IntRange(min = 1, max = 64) int massOf64,
      @ForAll @IntRange(max = UNITS) int leastUnits) {
    float[] weights = new float[units.size() + 2];
    for (int i = 0; i < units.size(); i++) {
      weights[i + 1] = (float) units.get(i) / UNITS;
    }
    weights[units.size()] = 1;
    Cutoff cutoff = new Cutoff();
    cutoff.keepAll();
    if (topK > 0) {
      cutoff.keepTop(weights, 1, units.size(), topK);
    }
    if (massOf64 < 64) {
      cutoff.keepMass(weights, 1, units.size(), massOf64 / 64.0);
    }
    double least = (double) leastUnits / UNITS;
    cutoff.keepAtLeast(least);

    assertThat(kept(cutoff, weights, units.size()))
        .isEqualTo(naivelyKept(weights, units.size(), topK, massOf64 / 64.0, least));
  }

  @Property(tries = 300)
  void a_token_is_drawn_from_what_is_kept_for_every_seed(
      @ForAll("logits") float[] logits,
      @ForAll("filters") SamplingParameters p,
      @ForAll long seed) {
    Sampler first = new Sampler(p, new int[0], logits.length, seed);
    Sampler second = new Sampler(p.withSeed(seed), new int[0], logits.length, seed + 1);
    for (int i = 0; i < 5; i++) {
      int token = first.next(logits.clone(), 0, logits.length);
      assertThat(second.next(logits.clone(), 0, logits.length)).isEqualTo(token);
      assertThat(token).isBetween(0, logits.length - 1);
      assertThat(logits[token]).isGreaterThan(Float.NEGATIVE_INFINITY);
    }
  }

  @Provide
  Arbitrary<float[]> logits() {
    Arbitrary<Float> wide = Arbitraries.floats().between(-20, 20).ofScale(4);
    Arbitrary<Float> coarse = Arbitraries.integers().between(-3, 3).map(Integer::floatValue);
    Arbitrary<Float> masked =
        Arbitraries.frequencyOf(
            Tuple.of(3, wide), Tuple.of(1, Arbitraries.just(Float.NEGATIVE_INFINITY)));
    return Arbitraries.oneOf(wide, coarse, masked)
        .list()
        .ofMinSize(1)
        .ofMaxSize(60)
        .filter(list -> list.stream().anyMatch(x -> x > Float.NEGATIVE_INFINITY))
        .map(SamplerPropertyTest::toArray);
  }

  @Provide
  Arbitrary<SamplingParameters> filters() {
    return Combinators.combine(
            Arbitraries.doubles().between(0.05, 3).ofScale(3),
            Arbitraries.integers().between(0, 70),
            Arbitraries.of(1.0, 0.999, 0.95, 0.9, 0.5, 0.1, 0.001),
            Arbitraries.of(0.0, 0.01, 0.05, 0.3, 1.0))
        .as((t, k, p, m) -> Parameters.temperature(t).topK(k).topP(p).minP(m).build());
  }

  private static float[] toArray(List<Float> list) {
    float[] array = new float[list.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = list.get(i);
    }
    return array;
  }

  private static Map<Integer, Double> normalised(float[] weights) {
    double total = IntStream.range(0, weights.length).mapToDouble(i -> weights[i]).sum();
    Map<Integer, Double> probabilities = new HashMap<>();
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0) {
        probabilities.put(i, weights[i] / total);
      }
    }
    return probabilities;
  }

  private static Set<Integer> kept(Cutoff cutoff, float[] weights, int length) {
    Set<Integer> kept = new TreeSet<>();
    int ties = cutoff.ties();
    for (int i = 1; i <= length; i++) {
      if (weights[i] > cutoff.weight() || (weights[i] == cutoff.weight() && ties-- > 0)) {
        kept.add(i);
      }
    }
    return kept;
  }

  private static Set<Integer> naivelyKept(
      float[] weights, int length, int topK, double part, double least) {
    List<Integer> sorted =
        IntStream.rangeClosed(1, length)
            .boxed()
            .filter(i -> weights[i] > 0)
            .sorted(Comparator.comparingDouble(i -> -weights[i]))
            .limit(topK > 0 ? topK : length)
            .toList();
    double total = sorted.stream().mapToDouble(i -> weights[i]).sum();
    Set<Integer> kept = new TreeSet<>();
    double mass = 0;
    for (int i : sorted) {
      if (mass < part * total && weights[i] >= least) {
        kept.add(i);
      }
      mass += weights[i];
    }
    return kept;
  }

  @Property(tries = 20)
  void large_rows_are_cut_as_naively_as_small_ones(@ForAll long seed) {
    SplitMix64 random = new SplitMix64(seed);
    float[] weights = new float[20_002];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) ((random.nextLong() >>> 1) % UNITS) / UNITS;
    }
    weights[7] = 1;
    Cutoff cutoff = new Cutoff();
    for (int topK : new int[] {1, 50, 5000}) {
      cutoff.keepAll();
      cutoff.keepTop(weights, 1, 20_000, topK);
      cutoff.keepMass(weights, 1, 20_000, 0.75);
      assertThat(kept(cutoff, weights, 20_000))
          .isEqualTo(naivelyKept(weights, 20_000, topK, 0.75, 0));
    }
    Arrays.fill(weights, 1);
    cutoff.keepAll();
    cutoff.keepMass(weights, 1, 20_000, 0.5);
    assertThat(kept(cutoff, weights, 20_000)).hasSize(10_000).contains(1, 10_000);
  }
}
