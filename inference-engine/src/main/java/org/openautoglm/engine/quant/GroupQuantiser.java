// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.quant;

/** Finds the numbers and the scale of one group of weights. Not for several threads at once. */
final class GroupQuantiser {
  private static final int GROUP = QuantisedType.GROUP;
  private static final int LARGEST_INT8 = 127;

  /**
   * What the weight of largest size becomes in the candidates: at the ends of the range, and with
   * four bits a little beyond, where it is cut off for the benefit of the others.
   */
  private static final float[] INT4_ENDS = {
    -8.0f, -7.5f, -8.6f, -9.3f, -10.1f, 7.0f, 7.5f, 8.1f, 8.8f
  };

  private static final float INT4_FURTHEST = 10.6f;

  private static final float[] INT8_ENDS = {127.0f, 126.6f};

  private final int[] numbers = new int[GROUP];

  /**
   * Quantises the 32 weights from {@code at} on; {@link #numbers} holds the result.
   *
   * @return the scale
   */
  short quantise(QuantisedType type, float[] weights, int at) {
    float extreme = 0;
    for (int i = at; i < at + GROUP; i++) {
      extreme = Math.abs(weights[i]) > Math.abs(extreme) ? weights[i] : extreme;
    }
    float scale = extreme == 0 ? 0 : bestScale(type, weights, at, extreme);
    short stored = stored(type, scale, extreme);
    // numbers follow from the scale that is stored, so its rounding costs nothing
    float inverse = Float16.toFloat(stored) == 0 ? 0 : 1 / Float16.toFloat(stored);
    int low = lowest(type);
    int high = highest(type);
    for (int i = 0; i < GROUP; i++) {
      int number = (int) Math.rint(weights[at + i] * inverse);
      numbers[i] = Math.max(low, Math.min(high, number));
    }
    return stored;
  }

  /** The scale as it is stored: of tiny weights it is coarse, and must not be rounded to less. */
  private static short stored(QuantisedType type, float scale, float extreme) {
    short stored = Float16.of(scale);
    float furthest = type == QuantisedType.INT8 ? LARGEST_INT8 + 0.5f : INT4_FURTHEST;
    boolean tooSmall = Math.abs(Float16.toFloat(stored)) * furthest < Math.abs(extreme);
    return tooSmall ? (short) (stored + 1) : stored;
  }

  /** Numbers of the last group. */
  int[] numbers() {
    return numbers;
  }

  /**
   * The scale with the least squared error among those that the candidates' numbers lead to: for
   * given numbers {@code q} the best scale is {@code sum(w q) / sum(q q)}, and it explains {@code
   * sum(w q)^2 / sum(q q)} of the squares.
   */
  private static float bestScale(QuantisedType type, float[] weights, int at, float extreme) {
    int low = lowest(type);
    int high = highest(type);
    float best = 0;
    float mostExplained = -1;
    for (float end : type == QuantisedType.INT8 ? INT8_ENDS : INT4_ENDS) {
      float inverse = end / extreme;
      float products = 0;
      float squares = 0;
      for (int i = at; i < at + GROUP; i++) {
        int rounded = (int) (weights[i] * inverse + (0.5f - low)) + low;
        float number = Math.max(low, Math.min(high, rounded));
        products += weights[i] * number;
        squares += number * number;
      }
      float explained = products * products / squares;
      if (explained > mostExplained) {
        mostExplained = explained;
        best = products / squares;
      }
    }
    return best;
  }

  private static int lowest(QuantisedType type) {
    return type == QuantisedType.INT8 ? -LARGEST_INT8 : -8;
  }

  private static int highest(QuantisedType type) {
    return type == QuantisedType.INT8 ? LARGEST_INT8 : 7;
  }
}
