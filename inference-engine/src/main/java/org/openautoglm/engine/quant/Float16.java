// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.quant;

/** IEEE 754 binary16, which Java knows only from version 20 on. */
final class Float16 {
  private static final float SMALLEST = 0x1p-24f;

  private Float16() {}

  static float toFloat(short half) {
    int exponent = half >>> 10 & 31;
    int mantissa = half & 0x3ff;
    float size;
    if (exponent == 0) {
      size = mantissa * SMALLEST;
    } else if (exponent == 31) {
      size = mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else {
      size = Float.intBitsToFloat(exponent + 112 << 23 | mantissa << 13);
    }
    return half < 0 ? -size : size;
  }

  /** Rounds to the nearest, ties to even; infinite when too large. */
  static short of(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> 16 & 0x8000;
    float size = Math.abs(value);
    if (Float.isNaN(value)) {
      return (short) (sign | 0x7e00);
    }
    if (size < 0x1p-14f) {
      return (short) (sign | (int) Math.rint(size / SMALLEST));
    }
    int magnitude = bits & 0x7fffffff;
    int rounded = magnitude + 0xfff + (magnitude >>> 13 & 1);
    return (short) (sign | (rounded >= 0x47800000 ? 0x7c00 : rounded - 0x38000000 >>> 13));
  }
}
