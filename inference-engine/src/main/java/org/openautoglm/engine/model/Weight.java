// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import java.util.List;

/**
 * A tensor of the checkpoint that the script reads as one element of its weight list.
 *
 * @param name name in the checkpoint
 * @param shape expected shape
 * @param form how it is brought into memory
 */
record Weight(String name, List<Long> shape, Form form) {

  enum Form {
    /** As stored, in the compute type. */
    PLAIN,
    /** Stored {@code [in, out]} as GPT-2's Conv1D does; transposed to {@code [out, in]}. */
    TRANSPOSED,
    /** In float32 whatever the compute type is. */
    FLOAT32
  }
}
