// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.sampling;

/**
 * The exponential function for softmax, several times faster than {@link Math#exp} and, as it uses
 * only IEEE additions and multiplications, equal to the last bit on every platform, which {@link
 * Math#exp} does not promise.
 */
final class Exponential {
  private static final double LOG2_E = 1.4426950408889634;

  /** ln 2 in two parts: the first has few enough digits that its product with k is exact. */
  private static final double LN2_HIGH = 6.93147180369123816490e-01;

  private static final double LN2_LOW = 1.90821492927058770002e-10;

  /** 1.5 * 2^52: adding it rounds to an integer, which is then in the low bits. */
  private static final double ROUND = 6755399441055744.0;

  /** Below this the result is taken as 0; it would be less than 1e-304. */
  private static final double LOWEST = -700;

  private Exponential() {}

  /**
   * {@code e^x} for x up to 700, with a relative error below 1e-13; NaN is not expected.
   *
   * <p>With x = k ln 2 + r and |r| at most half of ln 2, e^r is its Taylor polynomial of degree 11.
   */
  static double exp(double x) {
    if (x < LOWEST) {
      return 0;
    }
    double shifted = x * LOG2_E + ROUND;
    double k = shifted - ROUND;
    double r = (x - k * LN2_HIGH) - k * LN2_LOW;
    double p = 1.0 / 39916800;
    p = p * r + 1.0 / 3628800;
    p = p * r + 1.0 / 362880;
    p = p * r + 1.0 / 40320;
    p = p * r + 1.0 / 5040;
    p = p * r + 1.0 / 720;
    p = p * r + 1.0 / 120;
    p = p * r + 1.0 / 24;
    p = p * r + 1.0 / 6;
    p = p * r + 0.5;
    p = p * r + 1;
    p = p * r + 1;
    long power = (Double.doubleToRawLongBits(shifted) + 1023) << 52;
    return p * Double.longBitsToDouble(power);
  }
}
