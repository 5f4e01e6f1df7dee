// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.quant;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.openautoglm.engine.api.CheckpointException;

/** Packs one matrix, 16 rows at a time. Safe for several threads. */
final class BlockPacker {
  private static final int ROWS = QuantisedType.ROWS;
  private static final int GROUP = QuantisedType.GROUP;

  private final PackedWeight weight;
  private final QuantisedType type;
  private final List<WeightRows> sources;

  BlockPacker(PackedWeight weight) {
    this.weight = weight;
    this.type = weight.type();
    this.sources =
        weight.sources().stream().map(s -> new WeightRows(s, weight.transposed())).toList();
  }

  /** How often {@link #pack} is to be called. */
  int bands() {
    return Math.toIntExact(QuantisedType.blocks(weight.rows(), ROWS));
  }

  /** Bytes of the blocks of 16 rows. */
  int bandBytes() {
    return Math.toIntExact(QuantisedType.blocks(weight.columns(), GROUP) * type.blockBytes());
  }

  /** The blocks of the 16 rows with this number. */
  ByteBuffer pack(int band) {
    int groups = Math.toIntExact(QuantisedType.blocks(weight.columns(), GROUP));
    int width = groups * GROUP;
    float[] weights = new float[ROWS * width];
    long left = weight.rows() - (long) band * ROWS;
    for (int r = 0; r < Math.min(ROWS, left); r++) {
      read(band * ROWS + r, weights, r * width);
    }
    ByteBuffer packed = ByteBuffer.allocate(bandBytes()).order(ByteOrder.LITTLE_ENDIAN);
    GroupQuantiser quantiser = new GroupQuantiser();
    for (int g = 0; g < groups; g++) {
      for (int r = 0; r < ROWS; r++) {
        short scale = quantiser.quantise(type, weights, r * width + g * GROUP);
        if (Float.isInfinite(Float16.toFloat(scale))) {
          throw new CheckpointException(
              weight.sources().get(0).file()
                  + ": tensor '"
                  + weight.name()
                  + "' has weights too large to be quantised, in row "
                  + (band * ROWS + r)
                  + "; load the model as float32 or bfloat16");
        }
        put(packed, g * type.blockBytes(), r, quantiser.numbers(), scale);
      }
    }
    return packed;
  }

  private void read(int row, float[] into, int at) {
    int first = 0;
    for (WeightRows source : sources) {
      if (row < first + source.rows()) {
        source.read(row - first, into, at);
        return;
      }
      first += source.rows();
    }
  }

  private void put(ByteBuffer packed, int block, int row, int[] numbers, short scale) {
    for (int c = 0; c < GROUP; c++) {
      int number = numbers[c] + type.offset();
      if (type == QuantisedType.INT8) {
        packed.put(block + c / 4 * 64 + row * 4 + c % 4, (byte) number);
      } else {
        int at = block + c / 8 * 64 + row * 4 + c % 4;
        packed.put(at, (byte) (packed.get(at) | (c % 8 < 4 ? number : number << 4)));
      }
    }
    packed.putShort(block + type.numberBytes() + 2 * row, scale);
  }
}
