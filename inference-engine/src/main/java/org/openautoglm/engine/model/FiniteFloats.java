// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.openautoglm.engine.checkpoint.StoredType;

/** Looks for NaN and infinite numbers among stored floats, at about the speed of the memory. */
final class FiniteFloats {
  private FiniteFloats() {}

  /**
   * Whether all numbers are finite.
   *
   * @param bytes little-endian; the position stays where it is
   * @param type BF16, F16 or F32
   */
  static boolean areAll(ByteBuffer bytes, StoredType type) {
    return switch (type) {
      case BF16 -> areAll(bytes, 0x7f80_7f80_7f80_7f80L, 0x0080_0080_0080_0080L);
      case F16 -> areAll(bytes, 0x7c00_7c00_7c00_7c00L, 0x0400_0400_0400_0400L);
      case F32 -> areAll(bytes, 0x7f80_0000_7f80_0000L, 0x0080_0000_0080_0000L);
      default -> throw new IllegalArgumentException(type + " is not read as it is stored");
    };
  }

  /**
   * Some numbers at once: added to an exponent that is all ones, and to no other, its lowest bit
   * sets the bit above it, which is that of the sign.
   *
   * @param exponents the bits of the exponents
   * @param lowest the lowest bit of each
   */
  private static boolean areAll(ByteBuffer bytes, long exponents, long lowest) {
    ByteBuffer numbers = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    long signs = exponents + lowest;
    long found = 0;
    int at = 0;
    for (; at + Long.BYTES <= numbers.limit(); at += Long.BYTES) {
      found |= (numbers.getLong(at) & exponents) + lowest;
    }
    long rest = 0;
    for (int i = at; i < numbers.limit(); i++) {
      rest |= (numbers.get(i) & 0xffL) << 8 * (i - at);
    }
    found |= (rest & exponents) + lowest;
    return (found & signs) == 0;
  }
}
