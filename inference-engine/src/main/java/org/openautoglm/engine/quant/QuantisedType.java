// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.quant;

/**
 * A packed number format. A matrix {@code [rows, columns]} is cut into blocks of 16 rows and 32
 * columns, those of the first 16 rows first; missing rows and columns are zeros. A block holds its
 * numbers, then 16 float16 scales, one for each row; everything is little-endian. A weight is its
 * number times its scale.
 */
public enum QuantisedType {
  /** Byte {@code 64 j + 4 r + i} of a block: row {@code r}, column {@code 4 j + i}, plus 128. */
  INT8(8, 128),
  /**
   * Byte {@code 64 j + 4 r + i} of a block: row {@code r}, column {@code 8 j + i} in its lower and
   * {@code 8 j + 4 + i} in its upper half, each plus 8.
   */
  INT4(4, 8);

  /** Rows of a block. */
  public static final int ROWS = 16;

  /** Columns of a block: neighbours that share a scale. */
  public static final int GROUP = 32;

  private final int bits;
  private final int offset;

  QuantisedType(int bits, int offset) {
    this.bits = bits;
    this.offset = offset;
  }

  /** Bits of a number. */
  public int bits() {
    return bits;
  }

  /** What is added to a number so that it is stored unsigned. */
  int offset() {
    return offset;
  }

  /** Bytes of the numbers of a block; the scales lie behind them. */
  int numberBytes() {
    return ROWS * GROUP * bits / 8;
  }

  /** Bytes of a block. */
  public int blockBytes() {
    return numberBytes() + 2 * ROWS;
  }

  /** Bytes of a packed matrix. */
  public long packedBytes(long rows, long columns) {
    return blocks(rows, ROWS) * blocks(columns, GROUP) * blockBytes();
  }

  static long blocks(long count, int size) {
    return (count + size - 1) / size;
  }
}
