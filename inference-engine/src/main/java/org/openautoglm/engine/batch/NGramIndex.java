// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

import java.util.Arrays;

/**
 * Where each group of n consecutive tokens of one growing sequence occurred last. Adding a token
 * and looking one group up take constant time, however long the sequence is.
 */
final class NGramIndex {
  private static final int FREE = 0;

  private final int n;

  /**
   * Open addressing, at most half full: the position behind an occurrence, which is at least n. The
   * tokens themselves are read from the sequence.
   */
  private int[] table = new int[64];

  private int size;

  /** Position behind the last occurrence that was added. */
  private int added;

  /**
   * @param n at least 1
   */
  NGramIndex(int n) {
    this.n = n;
    this.added = n - 1;
  }

  /**
   * The position behind the most recent earlier occurrence of the last n tokens, or -1.
   *
   * @param tokens the first {@code length} are those of the sequence; they only ever grow
   */
  int find(int[] tokens, int length) {
    while (added + 1 < length) {
      add(tokens, ++added);
    }
    if (length < n) {
      return -1;
    }
    int position = table[slot(tokens, length)];
    return position == FREE ? -1 : position;
  }

  private void add(int[] tokens, int end) {
    int slot = slot(tokens, end);
    if (table[slot] == FREE && 2 * ++size > table.length) {
      grow(tokens);
      slot = slot(tokens, end);
    }
    table[slot] = end;
  }

  private void grow(int[] tokens) {
    int[] old = table;
    table = new int[2 * old.length];
    for (int end : old) {
      if (end != FREE) {
        table[slot(tokens, end)] = end;
      }
    }
  }

  /** Where the n tokens before this position are, or would be. */
  private int slot(int[] tokens, int end) {
    int hash = 0;
    for (int i = end - n; i < end; i++) {
      hash = (hash ^ tokens[i]) * 0x9E3779B1;
    }
    int slot = (hash ^ (hash >>> 15)) & (table.length - 1);
    while (table[slot] != FREE && !same(tokens, table[slot], end)) {
      slot = (slot + 1) & (table.length - 1);
    }
    return slot;
  }

  private boolean same(int[] tokens, int left, int right) {
    return Arrays.equals(tokens, left - n, left, tokens, right - n, right);
  }
}
