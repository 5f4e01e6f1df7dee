// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.api;

import java.util.Locale;

/** Number format in which a model computes. */
public enum ComputeType {
  /** The checkpoint's own format where the device computes in it natively, else float32. */
  AUTO,
  FLOAT32,
  BFLOAT16;

  /**
   * Reads the spelling of the command line.
   *
   * @throws IllegalArgumentException naming the allowed spellings
   */
  public static ComputeType parse(String text) {
    return switch (text.trim().toLowerCase(Locale.ROOT)) {
      case "auto" -> AUTO;
      case "float32", "fp32", "f32" -> FLOAT32;
      case "bfloat16", "bf16" -> BFLOAT16;
      default ->
          throw new IllegalArgumentException(
              "dtype '" + text + "' is unknown; allowed are auto, float32 and bfloat16");
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
