// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

import java.util.Optional;
import org.openautoglm.engine.sampling.Shortlist;

/**
 * What a step computed: a row of numbers for every wanted token, numbered in their order. To be
 * read before the next step, by the step thread.
 */
public interface StepResults {

  /** An array that holds the row, which may be overwritten. */
  float[] array(int row);

  /** Where the row begins in its {@link #array}. */
  int offset(int row);

  /** The best of a row of logits, when they were sought where the row lies. */
  default Optional<Shortlist> shortlist(int row) {
    return Optional.empty();
  }

  /** Rows of one length, one behind the other in the host's memory. */
  static StepResults of(float[] rows, int length) {
    return new StepResults() {
      @Override
      public float[] array(int row) {
        return rows;
      }

      @Override
      public int offset(int row) {
        return row * length;
      }
    };
  }
}
