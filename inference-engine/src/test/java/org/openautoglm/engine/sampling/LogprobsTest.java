// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.openautoglm.engine.api.TokenLogprobs;
import org.openautoglm.engine.api.TokenLogprobs.Alternative;

class LogprobsTest {

  @Property
  void logprobs_are_the_log_softmax_and_the_best_come_first(
      @ForAll @Size(min = 1, max = 50) List<@FloatRange(min = -30, max = 30) Float> list,
      @ForAll @IntRange(max = 49) int chosen,
      @ForAll @IntRange(max = 20) int top) {
    float[] logits = new float[list.size()];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = list.get(i);
    }
    int token = chosen % logits.length;

    TokenLogprobs found = Logprobs.of(logits, 0, logits.length, token, top);

    double sum = list.stream().mapToDouble(x -> Math.exp(x)).sum();
    assertThat(found.token()).isEqualTo(token);
    assertThat((double) found.logprob()).isEqualTo(logits[token] - Math.log(sum), within(1e-5));
    List<Integer> best =
        IntStream.range(0, logits.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -logits[i]))
            .limit(top)
            .toList();
    assertThat(found.top()).extracting(Alternative::token).isEqualTo(best);
    for (Alternative alternative : found.top()) {
      assertThat((double) alternative.logprob())
          .isEqualTo(logits[alternative.token()] - Math.log(sum), within(1e-5));
    }
  }

  @Test
  void large_logits_do_not_overflow_and_the_row_is_left_alone() {
    float[] logits = {77, 3e38f, -3e38f, 3e38f, 77};

    TokenLogprobs found = Logprobs.of(logits, 1, 3, 2, 5);

    assertThat(found.logprob()).isEqualTo((float) -Math.log(2), within(1e-6f));
    assertThat(found.top()).extracting(Alternative::token).containsExactly(0, 2, 1);
    assertThat(logits).containsExactly(77, 3e38f, -3e38f, 3e38f, 77);
  }

  @Test
  void a_masked_token_has_negative_infinity() {
    float[] logits = {0, Float.NEGATIVE_INFINITY};

    assertThat(Logprobs.of(logits, 0, 2, 1, 0).logprob()).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(Logprobs.of(logits, 0, 2, 0, 0).logprob()).isZero();
    assertThat(Logprobs.of(logits, 0, 2, 0, -1).top()).isEmpty();
  }

  @Test
  void broken_rows_and_foreign_tokens_are_refused() {
    assertThatThrownBy(() -> Logprobs.of(new float[] {1, Float.NaN}, 0, 2, 0, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> Logprobs.of(new float[2], 0, 2, 2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("token id 2 is outside a row of 2 logits");
  }
}
