// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import java.util.List;

/**
 * One element of the script's weight list.
 *
 * @param parts tensors of the checkpoint; more than one are stacked along their rows
 * @param form how they are brought into memory
 */
record Weight(List<Part> parts, Form form) {

  Weight {
    parts = List.copyOf(parts);
  }

  /**
   * A tensor of the checkpoint.
   *
   * @param shape expected shape
   */
  record Part(String name, List<Long> shape) {
    static Part of(String name, long... shape) {
      return new Part(name, java.util.stream.LongStream.of(shape).boxed().toList());
    }
  }

  enum Form {
    /** As stored, in the compute type. */
    PLAIN,
    /** The matrix of a linear map: quantised when the compute type says so, else plain. */
    MATRIX,
    /**
     * A matrix stored {@code [in, out]} as GPT-2's Conv1D does; transposed to {@code [out, in]}.
     */
    TRANSPOSED_MATRIX,
    /**
     * A matrix whose errors count more than those of others, of attention or the output: never
     * below eight bits.
     */
    FINE_MATRIX,
    /** Both of them. */
    FINE_TRANSPOSED_MATRIX,
    /** In float32 whatever the compute type is. */
    FLOAT32,
    /** The bytes of the file. */
    STORED;

    boolean isMatrix() {
      return this == MATRIX || isFine() || isTransposed();
    }

    boolean isTransposed() {
      return this == TRANSPOSED_MATRIX || this == FINE_TRANSPOSED_MATRIX;
    }

    boolean isFine() {
      return this == FINE_MATRIX || this == FINE_TRANSPOSED_MATRIX;
    }
  }

  static Weight of(Form form, String name, long... shape) {
    return new Weight(List.of(Part.of(name, shape)), form);
  }

  /** The weight of the layer with this number: {@code {}} in the names is replaced. */
  Weight inLayer(int layer) {
    return new Weight(
        parts.stream()
            .map(p -> new Part(p.name.replace("{}", Integer.toString(layer)), p.shape))
            .toList(),
        form);
  }

  /** Numbers in all parts together. */
  long elements() {
    return parts.stream().mapToLong(part -> part.shape.stream().reduce(1L, (a, b) -> a * b)).sum();
  }

  /** Outputs of a matrix, all parts together. */
  long outputs() {
    int dimension = form.isTransposed() ? 1 : 0;
    return parts.stream().mapToLong(part -> part.shape.get(dimension)).sum();
  }

  /** Inputs of a matrix. */
  long inputs() {
    return parts.get(0).shape.get(form.isTransposed() ? 0 : 1);
  }
}
