// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.api;

import java.time.Instant;

/**
 * A loaded model at work.
 *
 * @param version short hash of the checkpoint's files
 * @param loaded since when it serves
 * @param computeType number format it computes in, for example {@code int4}
 */
public record WorkerView(
    String model, String version, Instant loaded, String computeType, Lease lease, Work work) {

  /**
   * What it holds of a device.
   *
   * @param device {@code cpu} or {@code gpu:N}
   * @param threads threads it may use for computing
   */
  public record Lease(String device, long memoryBytes, int threads) {}

  /**
   * What it does now, and has done since it was loaded.
   *
   * @param running sequences that hold cache; one whose caller is gone leaves with the next step
   * @param waiting sequences that wait for cache
   */
  public record Work(int running, int waiting, Cache cache, Computed computed) {}

  /**
   * Its KV cache.
   *
   * @param tokens tokens it can hold
   * @param usedTokens tokens leased to sequences
   */
  public record Cache(int tokens, int usedTokens) {}

  /** Steps and tokens computed since it was loaded. */
  public record Computed(long steps, long promptTokens, long generatedTokens) {}
}
