// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.api;

/** Receives one embedding, on the thread that runs the steps. Exactly one method is called. */
public interface EmbeddingListener {

  /**
   * @param embedding mean of the last hidden states (after the final norm) over all tokens; length
   *     {@link ModelInfo#hiddenSize()}, not normalised
   */
  void onEmbedding(float[] embedding);

  void onFailed(Throwable failure);
}
