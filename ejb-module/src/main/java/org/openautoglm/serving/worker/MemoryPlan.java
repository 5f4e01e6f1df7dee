// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.worker;

import java.util.Locale;
import org.openautoglm.engine.api.ModelMemory;
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

  /**
   * Plans for a device: the cache shrinks until the model fits on it when it is empty.
   *
   * @param memory what the model takes there
   * @param context longest sequence in tokens
   * @param deviceBytes memory of that device, lent parts included
   * @throws ServingException {@link ErrorCode#NO_DEVICE} when the weights alone leave no room
   */
  public static MemoryPlan of(
      String model, ModelMemory memory, int context, EngineConfig config, long deviceBytes) {
    long weights = memory.weightBytes();
    long perToken = memory.cacheBytesPerToken();
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
                  + " the device has %d MiB.",
              model,
              mebibytes(weights),
              mebibytes(perToken * Math.min(wanted, SMALLEST_CACHE)),
              mebibytes(deviceBytes)));
    }
    int tokens = (int) Math.min(wanted, room);
    return new MemoryPlan(tokens, weights + tokens * perToken);
  }

  private static long mebibytes(long bytes) {
    return (bytes + (1 << 20) - 1) >> 20;
  }
}
