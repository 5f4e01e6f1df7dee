// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.openautoglm.engine.sampling.Parameters.temperature;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openautoglm.engine.api.SamplingParameters;

class SamplerTest {
  private static final int[] NO_PROMPT = {};

  @Test
  void greedy_chooses_the_largest_logit_and_the_lowest_id_of_equal_ones() {
    assertThat(choose(SamplingParameters.greedy(), 1, 3, 2, 3)).isEqualTo(1);
    assertThat(choose(SamplingParameters.greedy(), -5)).isZero();
  }

  @Test
  void only_the_given_part_of_the_array_is_read() {
    Sampler sampler = new Sampler(SamplingParameters.greedy(), NO_PROMPT, 3, 0);
    float[] logits = {99, Float.NaN, 1, 5, 2, 99};

    assertThat(sampler.next(logits, 2, 3)).isEqualTo(1);
    assertThat(sampler.next(logits, 2, 1)).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1})
  void an_excluded_token_is_never_chosen_and_the_order_of_the_others_stays(double temperature) {
    SamplingParameters p = temperature(temperature).topK(1).build();
    Sampler sampler = new Sampler(p, NO_PROMPT, 4, 0);

    assertThat(sampler.next(new float[] {1, 3, 9, 2}, 0, 4)).isEqualTo(2);
    assertThat(sampler.next(new float[] {1, 3, 9, 2}, 0, 4, new int[] {2, 7})).isEqualTo(1);
    assertThatThrownBy(() -> sampler.next(new float[] {1, 3}, 0, 2, new int[] {0, 1}))
        .isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1})
  void only_what_is_allowed_is_chosen(double temperature) {
    SamplingParameters p = temperature(temperature).topK(1).build();
    Sampler sampler = new Sampler(p, NO_PROMPT, 4, 0);

    for (BitSet allowed : List.of(ids(0, 3), ids(3), ids(3, 9))) {
      float[] row = {99, 1, 3, 9, 2};
      assertThat(sampler.next(row, 1, 4, allowed)).isEqualTo(3);
      assertThat(row[0]).as("outside of the row").isEqualTo(99);
    }
    assertThat(sampler.next(new float[] {1, 3, 9, 2}, 0, 4, ids(0, 1, 2, 3))).isEqualTo(2);
    for (BitSet none : List.of(ids(), ids(4))) {
      assertThatThrownBy(() -> sampler.next(new float[] {1, 3, 9, 2}, 0, 4, none))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  private static BitSet ids(int... ids) {
    BitSet set = new BitSet();
    Arrays.stream(ids).forEach(set::set);
    return set;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1})
  void rows_without_a_valid_choice_are_refused(double temperature) {
    SamplingParameters p = temperature(temperature).build();

    assertThatThrownBy(() -> choose(p, 1, Float.NaN, 2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The model computed NaN as the logit of 1");
    assertThatThrownBy(() -> choose(p, 1, Float.POSITIVE_INFINITY, 2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The model computed infinity as the logit of 1");
    float[] none = new float[4];
    Arrays.fill(none, Float.NEGATIVE_INFINITY);
    assertThatThrownBy(() -> choose(p, none))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("all 4 logits are negative infinity");
  }

  @Test
  void tokens_of_negative_infinity_are_never_chosen() {
    float[] logits = {Float.NEGATIVE_INFINITY, 0, Float.NEGATIVE_INFINITY, 0};
    assertThat(frequencies(temperature(1e6).topK(4).build(), logits, 1000)[0]).isZero();
    assertThat(frequencies(temperature(1e6).build(), logits, 1000)[2]).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.MIN_VALUE, 1e-300, 1e-30, 1e-6})
  void a_tiny_temperature_chooses_the_best(double temperature) {
    for (int seed = 0; seed < 20; seed++) {
      Sampler sampler = new Sampler(temperature(temperature).topP(0.9).build(), NO_PROMPT, 3, seed);
      assertThat(sampler.next(new float[] {1, 1.0001f, -50}, 0, 3)).isEqualTo(1);
    }
  }

  @Test
  void a_huge_temperature_makes_all_tokens_alike() {
    int[] counts = frequencies(temperature(Double.MAX_VALUE).build(), new float[] {0, 90}, 10_000);
    assertThat(counts[0]).isBetween(4700, 5300);
  }

  @Test
  void the_same_seed_gives_the_same_tokens_on_every_platform() {
    float[] logits = new float[1000];
    SplitMix64 random = new SplitMix64(3);
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) (8 * random.nextDouble());
    }
    SamplingParameters p = temperature(0.8).topP(0.9).build().withSeed(42);
    Sampler sampler = new Sampler(p, NO_PROMPT, 1000, 7);

    int[] tokens = IntStream.range(0, 8).map(i -> sampler.next(logits.clone(), 0, 1000)).toArray();

    assertThat(tokens).containsExactly(777, 162, 313, 391, 67, 871, 246, 811);
  }

  @Test
  void another_seed_gives_other_tokens_and_the_fallback_counts_without_one() {
    float[] flat = new float[100_000];
    int[] tokens =
        IntStream.range(0, 50)
            .map(
                seed ->
                    new Sampler(temperature(1).build(), NO_PROMPT, flat.length, seed)
                        .next(flat.clone(), 0, flat.length))
            .toArray();
    assertThat(Arrays.stream(tokens).distinct().count()).isGreaterThan(45);
  }

  @Test
  void frequencies_follow_the_distribution() {
    float[] logits = {0, 1, 2, 3, -1, 2.5f, 0.3f, 2};
    for (Parameters parameters :
        new Parameters[] {
          temperature(1),
          temperature(0.5).topK(5),
          temperature(2).topP(0.8),
          temperature(1.3).minP(0.2)
        }) {
      SamplingParameters p = parameters.build();
      Map<Integer, Double> expected = NaiveSampling.distribution(logits, p);
      int draws = 200_000;
      int[] counts = frequencies(p, logits, draws);
      double chiSquare = 0;
      for (int token = 0; token < logits.length; token++) {
        double mean = draws * expected.getOrDefault(token, 0.0);
        if (mean == 0) {
          assertThat(counts[token]).isZero();
        } else {
          chiSquare += (counts[token] - mean) * (counts[token] - mean) / mean;
        }
      }
      // 0.999 quantile for 7 degrees of freedom; the seed is fixed, so this never flickers.
      assertThat(chiSquare).isLessThan(24.3);
    }
  }

  @Test
  void logit_bias_is_added_first() {
    assertThat(choose(temperature(0).bias(0, 100).build(), 1, 5, 3)).isZero();
    assertThat(choose(temperature(0).bias(1, -100).build(), 1, 5, 3)).isEqualTo(2);
    // (4 - 6) * 2 = -4: the bias makes the logit negative before the repetition penalty sees it.
    float[] row = penalised(temperature(0).bias(0, -6).repetition(2).build(), new int[] {0}, 4, 0);
    assertThat(row[0]).isEqualTo(-4f);
  }

  @Test
  void the_repetition_penalty_divides_positive_and_multiplies_negative_logits_once() {
    SamplingParameters p = temperature(0).repetition(2).build();

    assertThat(penalised(p, new int[] {0, 1, 0, 0}, 4, -4, 4, -4, 9))
        .containsExactly(2, -8, 4, -4, 9);
    assertThat(penalisedAfter(p, new int[] {2, 2}, 4, -4, 4, -4, 9))
        .containsExactly(4, -4, 2, -4, 9);
  }

  @Test
  void presence_and_frequency_penalties_see_the_answer_only() {
    SamplingParameters p = temperature(0).presence(0.5).frequency(0.25).build();

    assertThat(penalised(p, new int[] {0, 1}, 4, -4, 4)).containsExactly(4, -4, 4);
    assertThat(penalisedAfter(p, new int[] {0, 2, 2, 2}, 4, -4, 4))
        .containsExactly(3.25f, -4, 2.75f);
  }

  @Test
  void a_negative_penalty_encourages() {
    SamplingParameters p = temperature(0).presence(-2).build();
    assertThat(penalisedAfter(p, new int[] {1}, 4, 3)).containsExactly(4, 5);
  }

  @Test
  void penalties_count_many_distinct_tokens() {
    int size = 5000;
    Sampler sampler = new Sampler(temperature(0).frequency(1).build(), NO_PROMPT, size, 0);
    for (int token = 0; token < size; token++) {
      for (int i = 0; i < token % 3; i++) {
        sampler.accept(token);
      }
    }
    float[] row = new float[size];
    sampler.next(row, 0, size);
    for (int token = 0; token < size; token++) {
      assertThat(row[token]).isEqualTo(-(token % 3), within(0f));
    }
  }

  @Test
  void the_row_is_untouched_when_logprobs_are_wanted() {
    float[] row = {1, 2, 3};
    Sampler sampler =
        new Sampler(
            temperature(1).repetition(2).bias(0, 5).logprobs(0).build(), new int[] {1}, 3, 0);
    sampler.next(row, 0, 3);
    assertThat(row).containsExactly(1, 2, 3);
  }

  @Test
  void a_row_longer_than_the_vocabulary_or_empty_is_refused() {
    Sampler sampler = new Sampler(SamplingParameters.greedy(), NO_PROMPT, 3, 0);
    assertThatThrownBy(() -> sampler.next(new float[4], 0, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a row of 4 logits does not fit a vocabulary of 3");
    assertThatThrownBy(() -> sampler.next(new float[4], 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void ids_outside_the_vocabulary_are_refused() {
    assertThatThrownBy(() -> new Sampler(temperature(1).bias(3, 1).build(), NO_PROMPT, 3, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("logit_bias: token id 3 is outside the vocabulary of 3 tokens");
    assertThatThrownBy(
            () -> new Sampler(temperature(1).repetition(2).build(), new int[] {-1}, 3, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("prompt: token id -1");
  }

  @Test
  void parameters_without_a_meaning_are_refused_by_name() {
    refuses(temperature(Double.NaN), "temperature is NaN");
    refuses(temperature(-1), "temperature is -1.0; expected a finite number from 0");
    refuses(temperature(Double.POSITIVE_INFINITY), "temperature is Infinity");
    refuses(temperature(1).topK(-1), "top_k is -1");
    refuses(temperature(1).topP(0), "top_p is 0.0; expected above 0 and at most 1");
    refuses(temperature(1).topP(1.1), "top_p is 1.1");
    refuses(temperature(1).topP(Double.NaN), "top_p is NaN");
    refuses(temperature(1).minP(-0.1), "min_p is -0.1");
    refuses(temperature(1).presence(Double.NaN), "presence_penalty is NaN");
    refuses(temperature(1).frequency(Double.NaN), "frequency_penalty is NaN");
    refuses(temperature(1).repetition(0), "repetition_penalty is 0.0");
    refuses(temperature(1).bias(1, Double.NaN), "logit_bias of 1 is NaN");
  }

  private static void refuses(Parameters parameters, String message) {
    assertThatThrownBy(() -> new Sampler(parameters.build(), NO_PROMPT, 3, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static int choose(SamplingParameters p, float... logits) {
    return new Sampler(p, NO_PROMPT, logits.length, 0).next(logits, 0, logits.length);
  }

  /** The row as greedy decoding leaves it: after bias and penalties. */
  private static float[] penalised(SamplingParameters p, int[] prompt, float... logits) {
    new Sampler(p, prompt, logits.length, 0).next(logits, 0, logits.length);
    return logits;
  }

  private static float[] penalisedAfter(SamplingParameters p, int[] answer, float... logits) {
    Sampler sampler = new Sampler(p, NO_PROMPT, logits.length, 0);
    for (int token : answer) {
      sampler.accept(token);
    }
    sampler.next(logits, 0, logits.length);
    return logits;
  }

  private static int[] frequencies(SamplingParameters p, float[] logits, int draws) {
    Sampler sampler = new Sampler(p, NO_PROMPT, logits.length, 2024);
    int[] counts = new int[logits.length];
    for (int i = 0; i < draws; i++) {
      counts[sampler.next(logits.clone(), 0, logits.length)]++;
    }
    return counts;
  }
}
