// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.quant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.openautoglm.engine.checkpoint.StoredTensor;
import org.openautoglm.engine.checkpoint.StoredType;

/** Packs and unpacks in plain Java, straight from the description of the format. */
final class Packing {
  private Packing() {}

  /** A tensor in a file of its own. */
  static StoredTensor stored(Path file, StoredType type, byte[] content, long... shape) {
    try {
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<Long> sizes = java.util.stream.LongStream.of(shape).boxed().toList();
    return new StoredTensor(file.getFileName().toString(), file, type, sizes, 0, content.length);
  }

  static byte[] float32(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }

  static byte[] pack(QuantisedType type, float[] weights, int rows, int columns) {
    try {
      Path file = Files.createTempFile("weights", ".bin");
      try {
        StoredTensor stored = stored(file, StoredType.F32, float32(weights), rows, columns);
        return pack(new PackedWeight("w", type, List.of(stored), false));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] pack(PackedWeight weight) {
    BlockPacker packer = new BlockPacker(weight);
    ByteBuffer all = ByteBuffer.allocate((int) weight.packedBytes());
    for (int band = 0; band < packer.bands(); band++) {
      all.put(packer.pack(band));
    }
    assert !all.hasRemaining();
    return all.array();
  }

  /** The weight at a row and column. */
  static double weight(QuantisedType type, byte[] packed, int row, int column, int columns) {
    int groups = (columns + 31) / 32;
    int block = (row / 16 * groups + column / 32) * type.blockBytes();
    int r = row % 16;
    int c = column % 32;
    int number;
    if (type == QuantisedType.INT8) {
      number = (packed[block + c / 4 * 64 + r * 4 + c % 4] & 255) - 128;
    } else {
      int pair = packed[block + c / 8 * 64 + r * 4 + c % 4] & 255;
      number = (c % 8 < 4 ? pair & 15 : pair >> 4) - 8;
    }
    short scale =
        ByteBuffer.wrap(packed)
            .order(ByteOrder.LITTLE_ENDIAN)
            .getShort(block + type.numberBytes() + 2 * r);
    return number * (double) Float16.toFloat(scale);
  }

  static double[] product(
      QuantisedType type, byte[] packed, float[] input, float[] bias, int rows, int columns) {
    int tokens = input.length / columns;
    double[] result = new double[tokens * rows];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        double weight = weight(type, packed, r, c, columns);
        for (int t = 0; t < tokens; t++) {
          result[t * rows + r] += weight * input[t * columns + c];
        }
      }
      for (int t = 0; t < tokens; t++) {
        result[t * rows + r] += bias[r];
      }
    }
    return result;
  }
}
