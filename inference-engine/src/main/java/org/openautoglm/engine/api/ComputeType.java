// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.api;

import java.util.Locale;

/** Number format in which a model computes. */
public enum ComputeType {
  /** The checkpoint's own format where the device computes in it natively, else float32. */
  AUTO,
  FLOAT32,
  BFLOAT16,
  /** For GPUs only. */
  FLOAT16,
  /** Weights of eight bits in groups of 32 that share a scale; everything else in float32. */
  INT8,
  /** Weights of four bits in groups of 32 that share a scale; everything else in float32. */
  INT4;

  /** The spellings a message names. */
  public static final String SPELLINGS = "auto, float32, bfloat16, float16, int8 and int4";

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
      case "float16", "fp16", "f16" -> FLOAT16;
      case "int8" -> INT8;
      case "int4" -> INT4;
      default ->
          throw new IllegalArgumentException(
              "dtype '" + text + "' is unknown; allowed are " + SPELLINGS);
    };
  }

  /** Whether weights are quantised when the checkpoint is loaded. */
  public boolean isQuantised() {
    return this == INT8 || this == INT4;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
