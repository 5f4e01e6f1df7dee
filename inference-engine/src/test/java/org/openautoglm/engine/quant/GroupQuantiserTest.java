// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.quant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class GroupQuantiserTest {
  private final GroupQuantiser quantiser = new GroupQuantiser();

  @Test
  void gaussianWeightsKeepTheErrorTheFormatAllows() {
    assertThat(relativeError(QuantisedType.INT8)).isLessThan(0.006);
    assertThat(relativeError(QuantisedType.INT4)).isLessThan(0.085);
  }

  private double relativeError(QuantisedType type) {
    Random random = new Random(5);
    double errors = 0;
    double squares = 0;
    for (int group = 0; group < 5000; group++) {
      float[] weights = gaussian(random, 0.02f);
      errors += error(type, weights);
      for (float weight : weights) {
        squares += weight * (double) weight;
      }
    }
    return Math.sqrt(errors / squares);
  }

  @Test
  void fourBitsComeCloseToTheBestScaleThereIs() {
    Random random = new Random(6);
    double found = 0;
    double best = 0;
    for (int group = 0; group < 200; group++) {
      float[] weights = gaussian(random, 1);
      found += error(QuantisedType.INT4, weights);
      best += bestOfAllScales(weights);
    }
    assertThat(found).isLessThan(1.05 * best);
  }

  private static double bestOfAllScales(float[] weights) {
    float extreme = 0;
    for (float weight : weights) {
      extreme = Math.max(extreme, Math.abs(weight));
    }
    double best = Double.MAX_VALUE;
    for (int step = -1500; step <= 1500; step++) {
      double scale = extreme * step / 8000.0;
      double error = 0;
      for (float weight : weights) {
        double number = scale == 0 ? 0 : Math.max(-8, Math.min(7, Math.rint(weight / scale)));
        error += Math.pow(weight - number * scale, 2);
      }
      best = Math.min(best, error);
    }
    return best;
  }

  @Property
  void everyNumberFitsAndNoWeightIsFurtherAwayThanItsStepAllows(
      @ForAll long seed, @ForAll @IntRange(min = -22, max = 16) int exponent) {
    float[] weights = gaussian(new Random(seed), Math.scalb(1f, exponent) / 6);
    for (QuantisedType type : QuantisedType.values()) {
      float scale = Float16.toFloat(quantiser.quantise(type, weights, 0));
      for (int i = 0; i < weights.length; i++) {
        int number = quantiser.numbers()[i];
        assertThat(number).isBetween(-(1 << type.bits() - 1), (1 << type.bits() - 1) - 1);
        // what is cut off at the ends of the range of four bits is less than four steps away
        double steps = Math.abs(weights[i] - (double) number * scale) / Math.abs(scale);
        assertThat(scale == 0 ? 0 : steps).isLessThan(type == QuantisedType.INT4 ? 3.7 : 1.01);
      }
    }
  }

  @Test
  void aGroupOfZerosStaysZero() {
    for (QuantisedType type : QuantisedType.values()) {
      assertThat(quantiser.quantise(type, new float[32], 0)).isZero();
      assertThat(quantiser.numbers()).containsOnly(0);
    }
  }

  @Property
  void halfPrecisionSurvivesTheWayThere(@ForAll short half) {
    float value = Float16.toFloat(half);
    if (!Float.isNaN(value)) {
      assertThat(Float16.of(value)).isEqualTo(half);
    }
  }

  @Property
  void roundingToHalfPrecisionPicksTheNearest(@ForAll float value) {
    float rounded = Float16.toFloat(Float16.of(value));
    if (Math.abs(value) < 65520) {
      short half = Float16.of(value);
      for (int neighbour : new int[] {half - 1, half + 1}) {
        float other = Float16.toFloat((short) neighbour);
        if (Float.isFinite(other)) {
          assertThat(Math.abs((double) value - rounded))
              .isLessThanOrEqualTo(Math.abs((double) value - other));
        }
      }
    } else {
      assertThat(rounded).isInfinite();
    }
  }

  private double error(QuantisedType type, float[] weights) {
    float scale = Float16.toFloat(quantiser.quantise(type, weights, 0));
    double error = 0;
    for (int i = 0; i < weights.length; i++) {
      error += Math.pow(weights[i] - (double) quantiser.numbers()[i] * scale, 2);
    }
    return error;
  }

  private static float[] gaussian(Random random, float size) {
    float[] weights = new float[QuantisedType.GROUP];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian() * size;
    }
    return weights;
  }
}
