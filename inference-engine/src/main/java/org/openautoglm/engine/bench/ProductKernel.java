// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.bench;

/** A way to multiply activations by a weight matrix. */
enum ProductKernel {
  /** This engine's, four bits in groups of 32, activations of eight bits. */
  INT4("int4", "own_int4", 4.5, true),
  /** This engine's, eight bits in groups of 32, activations of two times eight bits. */
  INT8("int8", "own_int8", 8.5, true),
  /** libtorch's, four bits in groups of 32, activations in bfloat16. */
  LIBTORCH_INT4("libtorch int4", "int4pack", 5, false),
  /** libtorch's, eight bits with one scale for a row, activations in bfloat16. */
  LIBTORCH_INT8("libtorch int8", "int8pack", 8, false),
  /** libtorch's plain product of int8 matrices, without any scales. */
  LIBTORCH_INT8_INT8("libtorch int8 x int8", "int_mm", 8, false),
  /** libtorch's linear layer. */
  BFLOAT16("libtorch bfloat16", "bfloat16", 16, false),
  /** libtorch's linear layer. */
  FLOAT32("libtorch float32", "float32", 32, false);

  private final String title;
  private final String method;
  private final double bits;
  private final boolean own;

  ProductKernel(String title, String method, double bits, boolean own) {
    this.title = title;
    this.method = method;
    this.bits = bits;
    this.own = own;
  }

  String title() {
    return title;
  }

  /** The one in the script. */
  String method() {
    return method;
  }

  /** Of a weight, its share of the scales included. */
  double bits() {
    return bits;
  }

  /** Whether it needs the engine's own library. */
  boolean isOwn() {
    return own;
  }
}
