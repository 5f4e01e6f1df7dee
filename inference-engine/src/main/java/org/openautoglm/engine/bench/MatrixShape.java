// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.bench;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A weight matrix that is multiplied with.
 *
 * @param rows outputs
 * @param columns inputs
 */
record MatrixShape(long rows, long columns) {

  /** The different ones of a model, without the embedding, whose rows are only looked up. */
  static Set<MatrixShape> of(SyntheticModel.Shape model) {
    Map<String, List<Long>> tensors = model.tensors();
    boolean tied = !tensors.containsKey("lm_head.weight");
    Set<MatrixShape> shapes = new LinkedHashSet<>();
    tensors.forEach(
        (name, shape) -> {
          boolean lookedUp = name.contains("wpe") || name.contains("embed_tokens") && !tied;
          if (shape.size() == 2 && !lookedUp) {
            // GPT-2 keeps the matrices of its layers transposed
            boolean transposed = name.startsWith("h.");
            shapes.add(
                new MatrixShape(shape.get(transposed ? 1 : 0), shape.get(transposed ? 0 : 1)));
          }
        });
    return shapes;
  }

  @Override
  public String toString() {
    return rows + " x " + columns;
  }
}
