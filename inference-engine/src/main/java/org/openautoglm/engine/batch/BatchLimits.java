// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

/**
 * Bounds of a batch.
 *
 * @param vocabulary ids are below this
 * @param context longest sequence in tokens
 * @param cacheRows tokens the cache holds
 * @param sequences sequences that run at once
 * @param tokensPerStep most tokens computed in one step; a long prompt is fed in chunks so that
 *     running sequences keep their pace
 */
public record BatchLimits(
    int vocabulary, int context, int cacheRows, int sequences, int tokensPerStep) {

  /** Longest a sequence can become that asks for so many new tokens. */
  int longest(int prompt, int maxTokens) {
    return (int) Math.min((long) prompt + maxTokens, Math.min(context, cacheRows));
  }

  /**
   * @throws IllegalArgumentException when these tokens can never run
   */
  void check(int[] prompt) {
    if (prompt.length == 0) {
      throw new IllegalArgumentException("a prompt needs at least one token");
    }
    if (prompt.length > Math.min(context, cacheRows)) {
      throw new IllegalArgumentException(
          "the prompt has "
              + prompt.length
              + " tokens; the context holds "
              + context
              + " and the cache "
              + cacheRows);
    }
    for (int id : prompt) {
      if (id < 0 || id >= vocabulary) {
        throw new IllegalArgumentException(
            "token id " + id + " is outside the vocabulary of " + vocabulary);
      }
    }
  }
}
