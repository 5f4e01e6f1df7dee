// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.sampling;

/**
 * The exponential function for softmax. It uses only IEEE additions and multiplications and a table
 * from {@link StrictMath}, so that it is equal to the last bit on every platform, which {@link
 * Math#exp} does not promise; and it is faster than either.
 */
final class Exponential {
  private static final int TABLE_BITS = 6;
  private static final int TABLE_SIZE = 1 << TABLE_BITS;

  /** 2^(j/64). */
  private static final double[] POWERS = powers();

  private static final double LOG2_E = 1.4426950408889634 * TABLE_SIZE;

  /** ln 2 / 64 in two parts: the first has so few digits that its product with k is exact. */
  private static final double LN2_HIGH = 0.6931471803691238 / TABLE_SIZE;

  private static final double LN2_LOW = 1.9082149292705877e-10 / TABLE_SIZE;

  /** 1.5 * 2^52: adding it rounds to an integer, which is then in the low bits. */
  private static final double ROUND = 6755399441055744.0;

  /** Below this the result is taken as 0; it would be less than 1e-304. */
  private static final double LOWEST = -700;

  private Exponential() {}

  /**
   * {@code e^x} for x up to 700, with a relative error below 1e-13; NaN is not expected.
   *
   * <p>With x = k (ln 2 / 64) + r and |r| at most half of ln 2 / 64, e^x is a power of two, times
   * an entry of the table, times the Taylor polynomial of degree 4 of e^r.
   */
  static double exp(double x) {
    if (x < LOWEST) {
      return 0;
    }
    double shifted = x * LOG2_E + ROUND;
    double k = shifted - ROUND;
    double r = (x - k * LN2_HIGH) - k * LN2_LOW;
    double p = 1 + r * (1 + r * (0.5 + r * (1.0 / 6 + r * (1.0 / 24))));
    long integer = Double.doubleToRawLongBits(shifted);
    long power = ((integer >> TABLE_BITS) + 1023) << 52;
    return p * POWERS[(int) integer & (TABLE_SIZE - 1)] * Double.longBitsToDouble(power);
  }

  private static double[] powers() {
    double[] powers = new double[TABLE_SIZE];
    for (int j = 0; j < TABLE_SIZE; j++) {
      powers[j] = StrictMath.pow(2, (double) j / TABLE_SIZE);
    }
    return powers;
  }
}
