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
   * Like {@link #logits}, for tokens to be chosen from. A model in a memory of its own may keep the
   * rows there and bring the best of each, because whole rows of many sequences are megabytes, and
   * to choose from them takes the host longer than the device.
   *
   * @param temperatures for each row the one its token is chosen with
   */
  default StepResults choices(StepTokens step, double[] temperatures) {
    return StepResults.of(logits(step), vocabularySize());
  }

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
