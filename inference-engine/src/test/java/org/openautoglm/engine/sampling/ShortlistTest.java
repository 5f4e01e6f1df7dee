// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.openautoglm.engine.sampling.Parameters.temperature;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.openautoglm.engine.api.SamplingParameters;

class ShortlistTest {
  private static final int VOCABULARY = 60;

  @Property(tries = 4000)
  void whatTheBestDecideIsWhatTheWholeRowDecides(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = VOCABULARY) int size) {
    Random random = new Random(seed);
    float[] row = row(random);
    SamplingParameters p = parameters(random);
    Sampler whole = new Sampler(p, new int[0], VOCABULARY, seed);
    Sampler listed = new Sampler(p, new int[0], VOCABULARY, seed);

    int token = listed.next(shortlist(row, size, p.temperature()));

    if (token == Sampler.UNDECIDED) {
      // nothing was drawn: both are still in the same state
      token = listed.next(row.clone(), 0, VOCABULARY);
    }
    if (size == VOCABULARY || isFiltered(p)) {
      assertThat(token).isEqualTo(whole.next(row.clone(), 0, VOCABULARY));
    }
  }

  @Property(tries = 500)
  void fewOfTheBestSufficeForTheUsualFilters(@ForAll long seed) {
    Random random = new Random(seed);
    float[] row = new float[VOCABULARY];
    for (int i = 0; i < VOCABULARY; i++) {
      row[i] = (float) (3 * random.nextGaussian());
    }
    for (SamplingParameters p :
        new SamplingParameters[] {
          temperature(0).build(),
          temperature(0.8).topP(0.8).build(),
          temperature(1).topK(10).topP(0.9).build(),
          temperature(1).minP(0.2).build()
        }) {
      Sampler sampler = new Sampler(p, new int[0], VOCABULARY, seed);
      assertThat(sampler.next(shortlist(row, 40, p.temperature()))).isNotNegative();
    }
  }

  @Example
  void withoutAFilterTheProbabilitiesAreThoseOfTheWholeRow() {
    float[] row = {1, 0.5f, 2, -1, 0, 1.5f, -0.5f, 0.2f};
    SamplingParameters p = temperature(1.3).build();
    double[] expected = new double[row.length];
    NaiveSampling.distribution(row, p).forEach((id, probability) -> expected[id] = probability);
    int draws = 200_000;
    double[] found = new double[row.length];
    Sampler sampler = new Sampler(p, new int[0], row.length, 3);
    for (int i = 0; i < draws; i++) {
      Shortlist best = shortlist(row, 3, p.temperature());
      int token = sampler.next(best);
      if (token == Sampler.OUTSIDE) {
        token = sampler.next(row.clone(), 0, row.length, best.ids());
        assertThat(best.ids()).doesNotContain(token);
      }
      found[token] += 1.0 / draws;
    }
    assertThat(found).containsExactly(expected, within(0.005));
  }

  @Example
  void whatNeedsTheWholeRowIsLeftUndecided() {
    float[] row = {5, 4, 3, 2, 1, 0};
    assertUndecided(temperature(0).bias(4, 9).build(), row);
    assertUndecided(temperature(0).repetition(1.2).build(), row);
    assertUndecided(temperature(0).logprobs(0).build(), row);
    assertUndecided(temperature(1).topK(5).topP(0.9).build(), row);
    assertUndecided(temperature(1).topP(0.9999).build(), row);
    assertUndecided(temperature(1).minP(0.01).build(), row);
    // a token of the same logit and a lower id may be outside
    assertUndecided(temperature(0).build(), new float[] {7, 7, 7, 7, 7, 7});
  }

  @Example
  void rowsWithoutAValidChoiceAreLeftToTheWholeRow() {
    assertUndecided(temperature(0).build(), new float[] {1, Float.NaN, 0, 2});
    assertUndecided(temperature(1).build(), new float[] {1, Float.POSITIVE_INFINITY, 0, 2});
    float[] none = new float[5];
    Arrays.fill(none, Float.NEGATIVE_INFINITY);
    assertUndecided(temperature(1).build(), none);
  }

  @Example
  void idsWithoutLogitsAreRefused() {
    assertThatThrownBy(() -> new Shortlist(new int[2], new float[1], 1, false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertUndecided(SamplingParameters p, float[] row) {
    Sampler sampler = new Sampler(p, new int[0], row.length, 0);
    assertThat(sampler.next(shortlist(row, 3, p.temperature()))).isEqualTo(Sampler.UNDECIDED);
  }

  /** What a device would bring: NaN before everything else, equal logits in any order. */
  static Shortlist shortlist(float[] row, int size, double temperature) {
    int[] ids =
        IntStream.range(0, row.length)
            .boxed()
            .sorted(
                Comparator.comparingDouble(
                        (Integer id) -> Double.isNaN(row[id]) ? Double.NEGATIVE_INFINITY : -row[id])
                    .thenComparing(Comparator.reverseOrder()))
            .mapToInt(Integer::intValue)
            .toArray();
    double mass = 0;
    for (float logit : row) {
      mass += Math.exp((logit - row[ids[0]]) * Sampler.scale(temperature));
    }
    int[] best = Arrays.copyOf(ids, Math.min(size, ids.length));
    Arrays.sort(best);
    float[] logits = new float[best.length];
    for (int i = 0; i < best.length; i++) {
      logits[i] = row[best[i]];
    }
    return new Shortlist(best, logits, mass, best.length == row.length);
  }

  private static boolean isFiltered(SamplingParameters p) {
    return p.temperature() == 0 || p.topK() > 0 || p.topP() < 1 || p.minP() > 0;
  }

  /** Often with equal and impossible tokens. */
  private static float[] row(Random random) {
    float[] row = new float[VOCABULARY];
    int kind = random.nextInt(3);
    for (int i = 0; i < VOCABULARY; i++) {
      double logit = 4 * random.nextGaussian();
      row[i] = (float) (kind == 0 ? Math.rint(logit) : logit);
      if (kind == 2 && random.nextInt(3) == 0) {
        row[i] = Float.NEGATIVE_INFINITY;
      }
    }
    row[random.nextInt(VOCABULARY)] = 1;
    return row;
  }

  private static SamplingParameters parameters(Random random) {
    Parameters p = temperature(random.nextInt(4) == 0 ? 0 : 0.1 + 2 * random.nextDouble());
    if (random.nextBoolean()) {
      p.topK(1 + random.nextInt(VOCABULARY + 5));
    }
    if (random.nextBoolean()) {
      p.topP(0.05 + 0.9 * random.nextDouble());
    }
    if (random.nextInt(3) == 0) {
      p.minP(random.nextDouble());
    }
    return p.build();
  }
}
