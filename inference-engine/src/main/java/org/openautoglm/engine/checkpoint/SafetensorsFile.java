// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openautoglm.engine.api.CheckpointException;

/**
 * Reads the header of a safetensors file: 8 bytes of header length (unsigned, little-endian), a
 * JSON object of that many bytes, then the tensors without gaps.
 *
 * @see <a href="https://github.com/huggingface/safetensors#format">the format</a>
 */
public final class SafetensorsFile {
  /** The reference implementation's bound. */
  static final long LARGEST_HEADER = 100_000_000;

  private static final int LENGTH_BYTES = 8;

  private SafetensorsFile() {}

  /**
   * The tensors of a file, in the order in which they lie in it; the map may be changed.
   *
   * @throws CheckpointException when the file is anything but a complete, valid safetensors file
   */
  public static Map<String, StoredTensor> read(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size == 0) {
        throw new CheckpointException(file + ": is empty");
      }
      int headerLength = headerLength(file, channel, size);
      byte[] header = bytes(channel, LENGTH_BYTES, headerLength);
      // JSON itself would allow white space before the object; the format does not.
      if (header.length == 0 || header[0] != '{') {
        refuseForeign(file, channel);
        throw new CheckpointException(file + ": the header must begin with '{'");
      }
      String text = JsonFile.decode(file + ": header", header, 0, header.length);
      return checked(file, SafetensorsHeader.parse(file, text), LENGTH_BYTES + headerLength, size);
    } catch (IOException e) {
      throw new CheckpointException(file + ": cannot be read: " + e, e);
    }
  }

  private static int headerLength(Path file, FileChannel channel, long size) throws IOException {
    long length = -1;
    if (size >= LENGTH_BYTES) {
      byte[] head = bytes(channel, 0, LENGTH_BYTES);
      length = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }
    if (length >= 0 && length <= Math.min(LARGEST_HEADER, size - LENGTH_BYTES)) {
      return (int) length;
    }
    refuseForeign(file, channel);
    if (length < 0 || length > LARGEST_HEADER) {
      throw new CheckpointException(
          file
              + ": is not a safetensors file: a header of "
              + (size < LENGTH_BYTES ? "fewer than 8" : Long.toUnsignedString(length))
              + " bytes is announced, at most "
              + LARGEST_HEADER
              + " are allowed");
    }
    throw new CheckpointException(
        file
            + ": is truncated within its header: "
            + size
            + " bytes, expected more than "
            + (LENGTH_BYTES + length));
  }

  private static void refuseForeign(Path file, FileChannel channel) throws IOException {
    int length = (int) Math.min(channel.size(), FileSignature.LENGTH);
    FileSignature.foreign(bytes(channel, 0, length))
        .ifPresent(
            found -> {
              throw new CheckpointException(file + ": " + found);
            });
  }

  private static byte[] bytes(FileChannel channel, long position, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new IOException("the file became shorter while it was read");
      }
    }
    return buffer.array();
  }

  /** Turns offsets into positions in the file, after checking that they cover it exactly. */
  private static Map<String, StoredTensor> checked(
      Path file, List<SafetensorsHeader.Entry> entries, long dataStart, long size) {
    List<SafetensorsHeader.Entry> sorted =
        entries.stream()
            .sorted(
                Comparator.comparingLong(SafetensorsHeader.Entry::begin)
                    .thenComparingLong(SafetensorsHeader.Entry::end))
            .toList();
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    long next = 0;
    for (SafetensorsHeader.Entry entry : sorted) {
      if (entry.begin() != next) {
        throw new CheckpointException(
            file
                + ": tensor '"
                + entry.name()
                + "' begins at byte "
                + entry.begin()
                + " of the data; expected "
                + next
                + ", where the tensor before it ends");
      }
      next = entry.end();
      tensors.put(
          entry.name(),
          new StoredTensor(
              entry.name(),
              file,
              entry.type(),
              entry.shape(),
              dataStart + entry.begin(),
              entry.end() - entry.begin()));
    }
    checkSize(file, size - dataStart, next);
    return tensors;
  }

  private static void checkSize(Path file, long found, long expected) {
    if (found < expected) {
      throw new CheckpointException(
          file + ": is truncated: " + found + " bytes of tensor data, expected " + expected);
    }
    if (found > expected) {
      throw new CheckpointException(
          file + ": has " + (found - expected) + " bytes after its last tensor; expected none");
    }
  }
}
