// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.api;

import java.util.function.DoubleConsumer;

/**
 * How one model is loaded.
 *
 * @param device {@code cpu} or {@code gpu:N}
 * @param computeType number format of weights and activations
 * @param cacheTokens tokens of KV cache shared by all sequences of the model; at least one sequence
 *     of {@link ModelInfo#contextLength()} is useful but not required
 * @param maxSequences sequences that may generate in one step
 * @param batch how the batch saves work
 * @param progress receives the loaded fraction, 0 to 1, on the loading thread
 */
public record LoadOptions(
    String device,
    ComputeType computeType,
    int cacheTokens,
    int maxSequences,
    BatchOptions batch,
    DoubleConsumer progress) {

  public static LoadOptions cpu(int cacheTokens) {
    return new LoadOptions(
        "cpu", ComputeType.AUTO, cacheTokens, 16, BatchOptions.defaults(), fraction -> {});
  }

  public LoadOptions withComputeType(ComputeType type) {
    return new LoadOptions(device, type, cacheTokens, maxSequences, batch, progress);
  }

  public LoadOptions withBatch(BatchOptions options) {
    return new LoadOptions(device, computeType, cacheTokens, maxSequences, options, progress);
  }
}
