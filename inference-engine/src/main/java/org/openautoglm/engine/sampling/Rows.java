// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.sampling;

/** Scans of one row of logits. */
final class Rows {
  private Rows() {}

  /**
   * Index of the largest logit, the lowest of equal ones.
   *
   * @throws IllegalStateException when a logit is NaN or infinite, or all are negative infinity
   */
  static int argmax(float[] row, int offset, int length) {
    float best = Float.NEGATIVE_INFINITY;
    int index = -1;
    for (int i = offset; i < offset + length; i++) {
      float logit = row[i];
      if (logit > best) {
        best = logit;
        index = i;
      } else if (Float.isNaN(logit)) {
        throw new IllegalStateException("The model computed NaN as the logit of " + (i - offset));
      }
    }
    if (index < 0) {
      throw new IllegalStateException(
          "No token can be chosen: all " + length + " logits are negative infinity");
    }
    if (best == Float.POSITIVE_INFINITY) {
      throw new IllegalStateException(
          "The model computed infinity as the logit of " + (index - offset));
    }
    return index - offset;
  }
}
