// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

/** The exponential function and the generator. */
class ArithmeticTest {

  @Property(tries = 10_000)
  void the_exponential_is_precise(@ForAll @DoubleRange(min = -700, max = 700) double x) {
    assertThat(Exponential.exp(x)).isCloseTo(StrictMath.exp(x), withinPercentage(1e-11));
  }

  @Test
  void the_exponential_is_exact_at_0_and_vanishes_far_below() {
    assertThat(Exponential.exp(0)).isEqualTo(1);
    assertThat(Exponential.exp(-0.0)).isEqualTo(1);
    assertThat(Exponential.exp(-701)).isZero();
    assertThat(Exponential.exp(Double.NEGATIVE_INFINITY)).isZero();
  }

  /** Reference values of the published algorithm for this seed. */
  @Test
  void the_generator_gives_the_published_sequence() {
    SplitMix64 random = new SplitMix64(1234567);
    assertThat(random.nextLong()).isEqualTo(6457827717110365317L);
    assertThat(random.nextLong()).isEqualTo(3203168211198807973L);
    assertThat(random.nextLong()).isEqualTo(Long.parseUnsignedLong("9817491932198370423"));
    assertThat(random.nextLong()).isEqualTo(4593380528125082431L);
  }

  @Test
  void the_generator_is_uniform_in_0_to_1() {
    SplitMix64 random = new SplitMix64(-1);
    int[] tenths = new int[10];
    for (int i = 0; i < 100_000; i++) {
      tenths[(int) (10 * random.nextDouble())]++;
    }
    for (int count : tenths) {
      assertThat(count).isBetween(9_600, 10_400);
    }
  }
}
