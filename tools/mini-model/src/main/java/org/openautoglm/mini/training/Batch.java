// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.training;

/**
 * Examples beside each other, the shorter ones filled up behind their end.
 *
 * @param ids tokens, row by row
 * @param rows examples
 * @param columns tokens of the longest
 * @param at positions in {@code ids} whose next token is learnt
 * @param targets those next tokens
 */
record Batch(long[] ids, int rows, int columns, long[] at, long[] targets) {}
