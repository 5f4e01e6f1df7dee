// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import ai.djl.ndarray.types.DataType;
import org.openautoglm.engine.api.CheckpointException;
import org.openautoglm.engine.checkpoint.StoredTensor;

/**
 * Number formats as libtorch numbers them ({@code c10::ScalarType}).
 *
 * <p>BF16 travels as bytes, because DJL's native layer ends the process when it meets a tensor of
 * that type.
 */
enum ScalarType {
  UINT8(0, 1, DataType.UINT8),
  FLOAT16(5, 2, DataType.FLOAT16),
  FLOAT32(6, 4, DataType.FLOAT32),
  FLOAT64(7, 8, DataType.FLOAT64),
  BFLOAT16(15, 2, DataType.UINT8);

  private final long number;
  private final int bytes;
  private final DataType transport;

  ScalarType(long number, int bytes, DataType transport) {
    this.number = number;
    this.bytes = bytes;
    this.transport = transport;
  }

  long number() {
    return number;
  }

  /** Bytes of an element. */
  int bytes() {
    return bytes;
  }

  /** How a tensor of this format is handed to the script. */
  DataType transport() {
    return transport;
  }

  /**
   * @throws CheckpointException when the tensor is not stored in a format of weights
   */
  static ScalarType of(StoredTensor stored) {
    return switch (stored.type()) {
      case F16 -> FLOAT16;
      case F32 -> FLOAT32;
      case F64 -> FLOAT64;
      case BF16 -> BFLOAT16;
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
