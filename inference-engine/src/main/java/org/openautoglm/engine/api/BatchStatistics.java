// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.api;

/**
 * State of a batch at one moment.
 *
 * @param running sequences that hold cache
 * @param waiting sequences that wait for cache
 * @param steps steps computed since the model was loaded
 * @param totals tokens since the model was loaded
 */
public record BatchStatistics(int running, int waiting, Cache cache, long steps, Totals totals) {

  /**
   * The KV cache, in tokens: one token takes one row.
   *
   * @param tokens it can hold
   * @param usedTokens leased to running sequences
   * @param prefixTokens held for reuse; given up when sequences need the room
   * @param prefixes number of prefixes held for reuse
   */
  public record Cache(int tokens, int usedTokens, int prefixTokens, int prefixes) {}

  /**
   * Tokens, each counted once.
   *
   * @param prompt prompt tokens computed for the first time, those of embeddings included
   * @param cachedPrompt prompt tokens taken from the cache instead
   * @param recomputed tokens computed again for sequences that had been put back to make room
   * @param generated tokens reported to listeners
   * @param drafted generated tokens that were guessed beforehand, right or wrong
   * @param accepted guesses that were right
   */
  public record Totals(
      long prompt,
      long cachedPrompt,
      long recomputed,
      long generated,
      long drafted,
      long accepted) {}
}
