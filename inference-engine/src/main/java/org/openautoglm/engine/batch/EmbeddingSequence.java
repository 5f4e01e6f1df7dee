// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

import java.util.concurrent.CancellationException;
import org.openautoglm.engine.api.EmbeddingListener;

/** A sequence whose hidden states are averaged; it generates nothing. */
final class EmbeddingSequence extends Sequence {
  private final EmbeddingListener listener;
  private final double[] sum;

  EmbeddingSequence(
      String tenant, int[] tokens, EmbeddingListener listener, int hiddenSize, Runnable onCancel) {
    super(tenant, tokens, tokens.length, onCancel);
    this.listener = listener;
    this.sum = new double[hiddenSize];
  }

  @Override
  int wanted(int chunk) {
    return chunk;
  }

  @Override
  int largestChunk() {
    return Integer.MAX_VALUE;
  }

  @Override
  boolean wantsHiddenStates() {
    return true;
  }

  @Override
  boolean mayReusePrefix() {
    return false;
  }

  @Override
  void receive(StepResults results, int firstRow, int rows) {
    if (computed() == rows) {
      java.util.Arrays.fill(sum, 0);
    }
    for (int r = firstRow; r < firstRow + rows; r++) {
      float[] hidden = results.array(r);
      int offset = results.offset(r);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += hidden[offset + i];
      }
    }
    if (pending() == 0) {
      float[] mean = new float[sum.length];
      for (int i = 0; i < mean.length; i++) {
        mean[i] = (float) (sum[i] / length());
      }
      end();
      listener.onEmbedding(mean);
    }
  }

  @Override
  void onCancelled() {
    listener.onFailed(new CancellationException("the embedding was cancelled"));
  }

  @Override
  void onFailed(Throwable failure) {
    listener.onFailed(failure);
  }
}
