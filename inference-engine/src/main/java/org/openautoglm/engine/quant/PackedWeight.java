// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.quant;

import java.util.List;
import org.openautoglm.engine.checkpoint.StoredTensor;

/**
 * A matrix to be packed.
 *
 * @param name in the packed file
 * @param sources stacked along their rows; all have the same columns
 * @param transposed whether the sources are stored {@code [columns, rows]}
 */
public record PackedWeight(
    String name, QuantisedType type, List<StoredTensor> sources, boolean transposed) {

  public PackedWeight {
    sources = List.copyOf(sources);
  }

  long rows() {
    return sources.stream().mapToLong(source -> source.shape().get(transposed ? 1 : 0)).sum();
  }

  long columns() {
    return sources.get(0).shape().get(transposed ? 0 : 1);
  }

  long packedBytes() {
    return type.packedBytes(rows(), columns());
  }
}
