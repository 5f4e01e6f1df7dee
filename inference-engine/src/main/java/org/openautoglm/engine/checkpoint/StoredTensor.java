// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.openautoglm.engine.api.CheckpointException;

/**
 * Where a tensor lies in its file. Elements are little-endian and in row-major order.
 *
 * @param name name in the checkpoint
 * @param file safetensors file that holds it
 * @param type number format
 * @param shape dimensions; empty for a scalar
 * @param offset first byte, counted from the beginning of the file
 * @param length bytes
 */
public record StoredTensor(
    String name, Path file, StoredType type, List<Long> shape, long offset, long length) {

  public static final long LARGEST_PART = 1L << 30;

  public StoredTensor {
    shape = List.copyOf(shape);
  }

  /** Number of elements. */
  public long elements() {
    return length / type.bytes();
  }

  /** Size of the first dimension; 1 for a scalar. */
  public long rows() {
    return shape.isEmpty() ? 1 : shape.get(0);
  }

  /**
   * Maps the tensor into memory, in one part or, above 1 GiB, in several that end at row
   * boundaries; a tensor without elements has no parts. A mapping lives until its buffer is garbage
   * collected; the file must not be shortened before that.
   *
   * @throws CheckpointException when the file cannot be mapped or has become shorter
   */
  public List<MappedRows> map() {
    return map(LARGEST_PART);
  }

  /**
   * Like {@link #map()} with parts of at most {@code largestPart} bytes (but at least one row).
   *
   * @throws CheckpointException when the file cannot be mapped or has become shorter
   */
  public List<MappedRows> map(long largestPart) {
    if (length == 0) {
      return List.of();
    }
    long rowBytes = length / rows();
    if (rowBytes > Integer.MAX_VALUE) {
      throw new CheckpointException(
          file
              + ": one row of tensor '"
              + name
              + "' has "
              + rowBytes
              + " bytes; 2 GiB is the most");
    }
    long rowsPerPart = Math.max(1, largestPart / rowBytes);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() < offset + length) {
        throw new CheckpointException(
            file + ": became shorter while it was loaded; tensor '" + name + "' is incomplete");
      }
      List<MappedRows> parts = new ArrayList<>();
      for (long row = 0; row < rows(); row += rowsPerPart) {
        long count = Math.min(rowsPerPart, rows() - row);
        ByteBuffer bytes =
            channel.map(MapMode.READ_ONLY, offset + row * rowBytes, count * rowBytes);
        parts.add(new MappedRows(row, count, bytes.order(ByteOrder.LITTLE_ENDIAN)));
      }
      return List.copyOf(parts);
    } catch (IOException e) {
      throw new CheckpointException(file + ": cannot map tensor '" + name + "': " + e, e);
    }
  }
}
