// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.api;

/**
 * State of a batch at one moment.
 *
 * @param running sequences that hold cache
 * @param waiting sequences that wait for cache
 * @param cacheTokens tokens the cache can hold
 * @param cacheTokensUsed tokens leased to sequences
 * @param steps steps computed since the model was loaded
 * @param promptTokens prompt tokens computed since then
 * @param generatedTokens tokens generated since then
 */
public record BatchStatistics(
    int running,
    int waiting,
    int cacheTokens,
    int cacheTokensUsed,
    long steps,
    long promptTokens,
    long generatedTokens) {}
