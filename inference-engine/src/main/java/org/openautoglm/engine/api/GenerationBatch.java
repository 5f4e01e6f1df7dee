// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.api;

import java.time.Duration;

/**
 * All sequences of one model, computed together: each step feeds the next token of every running
 * sequence and chunks of prompts to the model in one native call. What is generated does not depend
 * on what runs beside a sequence, nor on {@link BatchOptions}: with quantised weights and kernels
 * of our own, not a bit of a dense model's logits does. With libtorch's operators, and in the
 * router of a mixture of experts, the order in which a sum is rounded depends on the number of
 * rows, so that of two tokens as good as equal the other one may be taken.
 *
 * <p>{@link #submit}, {@link #submitEmbedding}, {@link #statistics} and cancellation may be called
 * by any thread; {@link #step} and {@link #awaitWork} by one thread at a time, the one that owns
 * the batch.
 */
public interface GenerationBatch {

  /**
   * Adds a sequence. It waits until the cache has room for it; tenants take turns.
   *
   * @throws IllegalArgumentException when it can never run: an empty prompt, an id outside the
   *     vocabulary, or more tokens than the context or the whole cache holds
   */
  GenerationHandle submit(GenerationRequest request, GenerationListener listener);

  /**
   * Adds a text to embed; same refusals as {@link #submit}.
   *
   * @param tenant as in {@link GenerationRequest#tenant()}
   */
  GenerationHandle submitEmbedding(String tenant, int[] tokens, EmbeddingListener listener);

  /**
   * Computes one step. A failure of one step fails the sequences in it through their listeners and
   * leaves the batch usable.
   *
   * @return whether there is more to do
   */
  boolean step();

  /** Blocks until there is something to do or the time is over; returns whether there is. */
  boolean awaitWork(Duration timeout) throws InterruptedException;

  BatchStatistics statistics();
}
