// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.worker;

import java.util.Locale;
import org.openautoglm.engine.api.ComputeType;
import org.openautoglm.engine.api.ModelInfo;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.config.EngineConfig;

/**
 * What one model needs of a device.
 *
 * @param cacheTokens tokens of KV cache
 * @param bytes weights and cache together
 */
public record MemoryPlan(int cacheTokens, long bytes) {

  private static final int CONTEXTS = 4;
  private static final int CACHE_CAP = 65_536;
  private static final int SMALLEST_CACHE = 256;

  /** Quantised weights that share a scale. */
  private static final int GROUP = 32;

  private static final int SCALE_BYTES = 2;

  /**
   * Plans for the roomiest device: the cache shrinks until the model fits on it when it is empty.
   *
   * @param deviceBytes memory of that device, lent parts included
   * @throws ServingException {@link ErrorCode#NO_DEVICE} when the weights alone leave no room
   */
  public static MemoryPlan of(String model, ModelInfo info, EngineConfig config, long deviceBytes) {
    long weights = weightBytes(info, config.computeType());
    long perToken = cacheBytesPerToken(info, config.computeType());
    int context = info.contextLength();
    int wanted =
        config
            .cacheTokens()
            .orElse((int) Math.max(context, Math.min((long) CONTEXTS * context, CACHE_CAP)));
    long room = (deviceBytes - weights) / perToken;
    if (room < Math.min(wanted, SMALLEST_CACHE)) {
      throw new ServingException(
          ErrorCode.NO_DEVICE,
          String.format(
              Locale.ROOT,
              "The model '%s' needs %d MiB for its weights and %d MiB for the smallest cache;"
                  + " the largest device has %d MiB.",
              model,
              mebibytes(weights),
              mebibytes(perToken * Math.min(wanted, SMALLEST_CACHE)),
              mebibytes(deviceBytes)));
    }
    int tokens = (int) Math.min(wanted, room);
    return new MemoryPlan(tokens, weights + tokens * perToken);
  }

  /** Bytes of the weights in the format they are computed in, which may not be the stored one. */
  private static long weightBytes(ModelInfo info, ComputeType type) {
    if (type.isQuantised()) {
      long groupBytes = GROUP * (type == ComputeType.INT8 ? 8 : 4) / 8 + SCALE_BYTES;
      return info.parameters() * groupBytes / GROUP + embeddingBytes(info);
    }
    boolean storedHalf = isStoredHalf(info);
    boolean computedHalf =
        switch (type) {
          case FLOAT32 -> false;
          case BFLOAT16, FLOAT16 -> true;
          // on the CPU only bfloat16 is computed as it is stored; float16 is widened
          case AUTO, INT8, INT4 -> "BF16".equalsIgnoreCase(info.storedType());
        };
    if (storedHalf == computedHalf) {
      return info.weightBytes();
    }
    return computedHalf ? info.weightBytes() / 2 : info.weightBytes() * 2;
  }

  /** Bytes of the token embedding, which is looked up as it is stored. */
  private static long embeddingBytes(ModelInfo info) {
    return (long) info.vocabularySize() * info.hiddenSize() * (isStoredHalf(info) ? 2 : 4);
  }

  private static boolean isStoredHalf(ModelInfo info) {
    return !"F32".equalsIgnoreCase(info.storedType());
  }

  /** Beside quantised weights, keys and values are kept in float16. */
  private static long cacheBytesPerToken(ModelInfo info, ComputeType type) {
    return Math.max(1, info.cacheBytesPerToken() / (type.isQuantised() ? 2 : 1));
  }

  private static long mebibytes(long bytes) {
    return (bytes + (1 << 20) - 1) >> 20;
  }
}
