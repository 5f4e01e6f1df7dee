// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.quant;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.openautoglm.engine.api.CheckpointException;
import org.openautoglm.engine.checkpoint.MappedRows;
import org.openautoglm.engine.checkpoint.StoredTensor;

/** Rows of one stored matrix as floats, read from the mapped file. Safe for several threads. */
final class WeightRows {
  private final StoredTensor stored;
  private final boolean transposed;
  private final List<MappedRows> parts;

  /**
   * @param transposed whether the matrix is stored {@code [columns, rows]}
   */
  WeightRows(StoredTensor stored, boolean transposed) {
    this.stored = stored;
    this.transposed = transposed;
    this.parts = stored.map();
  }

  int rows() {
    return Math.toIntExact(stored.shape().get(transposed ? 1 : 0));
  }

  int columns() {
    return Math.toIntExact(stored.shape().get(transposed ? 0 : 1));
  }

  /**
   * @throws CheckpointException when a weight is no finite number, or the format holds no floats
   */
  void read(int row, float[] into, int at) {
    int columns = columns();
    if (transposed) {
      for (int c = 0; c < columns; c++) {
        into[at + c] = weight(c, row);
      }
    } else {
      int width = Math.toIntExact(stored.shape().get(1));
      MappedRows part = part(row);
      ByteBuffer bytes = part.bytes().duplicate().order(ByteOrder.LITTLE_ENDIAN);
      int first = Math.toIntExact((row - part.firstRow()) * width);
      for (int c = 0; c < columns; c++) {
        into[at + c] = weight(bytes, first + c);
      }
    }
    for (int c = 0; c < columns; c++) {
      if (!Float.isFinite(into[at + c])) {
        throw new CheckpointException(
            stored.file()
                + ": tensor '"
                + stored.name()
                + "' holds "
                + (Float.isNaN(into[at + c]) ? "NaN" : "an infinite number")
                + " in row "
                + row);
      }
    }
  }

  private float weight(int storedRow, int column) {
    MappedRows part = part(storedRow);
    long width = stored.shape().get(1);
    return weight(part.bytes(), Math.toIntExact((storedRow - part.firstRow()) * width + column));
  }

  private MappedRows part(int row) {
    // a tensor has one part up to 1 GiB, and few beyond
    for (MappedRows part : parts) {
      if (row < part.firstRow() + part.rows()) {
        return part;
      }
    }
    throw new IndexOutOfBoundsException(row);
  }

  private float weight(ByteBuffer bytes, int index) {
    return switch (stored.type()) {
      case BF16 -> Float.intBitsToFloat(bytes.getShort(2 * index) << 16);
      case F16 -> Float16.toFloat(bytes.getShort(2 * index));
      case F32 -> bytes.getFloat(4 * index);
      case F64 -> (float) bytes.getDouble(8 * index);
      default ->
          throw new CheckpointException(
              stored.file()
                  + ": tensor '"
                  + stored.name()
                  + "' is stored as "
                  + stored.type()
                  + "; weights can be F32, F16, BF16 or F64");
    };
  }
}
