// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes checkpoint folders, valid and otherwise. */
final class CheckpointFolder {
  static final String CONFIG = "{\"architectures\":[\"LlamaForCausalLM\"],\"eos_token_id\":7}";

  /** A scalar, a matrix and an empty tensor: 2 + 24 + 0 bytes of data. */
  static final String HEADER =
      "{\"__metadata__\":{\"format\":\"pt\"},"
          + "\"scale\":{\"dtype\":\"BF16\",\"shape\":[],\"data_offsets\":[24,26]},"
          + "\"w\":{\"dtype\":\"F32\",\"shape\":[3,2],\"data_offsets\":[0,24]},"
          + "\"none\":{\"dtype\":\"I64\",\"shape\":[0,5],\"data_offsets\":[26,26]}}";

  static final int DATA = 26;

  final Path path;

  CheckpointFolder(Path path) {
    this.path = path;
  }

  /** A folder with {@link #CONFIG} and, in one file, {@link #HEADER}. */
  static CheckpointFolder valid(Path path) {
    return new CheckpointFolder(path)
        .write("config.json", CONFIG)
        .write("model.safetensors", safetensors(HEADER, DATA));
  }

  CheckpointFolder write(String name, String text) {
    return write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  CheckpointFolder write(String name, byte[] bytes) {
    try {
      Path file = path.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  CheckpointFolder delete(String name) {
    try {
      Files.delete(path.resolve(name));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file with this header and data bytes 0, 1, 2... */
  static byte[] safetensors(String header, int dataBytes) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(8 + json.length + dataBytes);
    file.order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).put(json);
    for (int i = 0; i < dataBytes; i++) {
      file.put((byte) i);
    }
    return file.array();
  }

  /** A file of one float32 vector. */
  static byte[] vector(String name, int length) {
    String header =
        "{\"%s\":{\"dtype\":\"F32\",\"shape\":[%d],\"data_offsets\":[0,%d]}}"
            .formatted(name, length, 4 * length);
    return safetensors(header, 4 * length);
  }
}
