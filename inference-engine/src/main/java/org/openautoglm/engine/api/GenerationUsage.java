// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.api;

/**
 * Tokens of one sequence.
 *
 * @param cachedTokens prompt tokens that were not computed again because the cache held them
 */
public record GenerationUsage(int promptTokens, int completionTokens, int cachedTokens) {}
