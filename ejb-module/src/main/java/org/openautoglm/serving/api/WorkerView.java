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
   * @param prefixTokens tokens kept for prompts that begin the same; given up when sequences need
   *     the room
   * @param prefixes number of prefixes kept
   */
  public record Cache(int tokens, int usedTokens, int prefixTokens, int prefixes) {}

  /** Steps and tokens since it was loaded. */
  public record Computed(long steps, PromptTokens prompt, AnswerTokens answer) {}

  /**
   * Tokens of prompts.
   *
   * @param computed computed for the first time, those of embeddings included
   * @param cached taken from the cache instead
   * @param recomputed computed again for sequences that had been put back to make room, those of
   *     their answers included
   */
  public record PromptTokens(long computed, long cached, long recomputed) {}

  /**
   * Tokens of answers.
   *
   * @param drafted guessed beforehand, right or wrong
   * @param accepted guesses that were right
   */
  public record AnswerTokens(long generated, long drafted, long accepted) {}
}
