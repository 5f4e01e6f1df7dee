// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

/** The model as the batch sees it. Called by one thread at a time. */
public interface Forward {

  int vocabularySize();

  int hiddenSize();

  /**
   * Computes one step and writes keys and values of its tokens to their cache rows; no other row is
   * changed.
   *
   * @return logits {@code [step.rows().length, vocabularySize]} in row-major order
   */
  float[] logits(StepTokens step);

  /**
   * Like {@link #logits}, but gives the last hidden states after the final norm.
   *
   * @return {@code [step.rows().length, hiddenSize]} in row-major order
   */
  float[] hiddenStates(StepTokens step);

  /**
   * Copies keys and values of consecutive cache rows, as if by way of a buffer: the two ranges may
   * overlap. Rows outside the target keep their content.
   *
   * @param from first row read
   * @param to first row written
   */
  void copyCache(int from, int to, int rows);
}
