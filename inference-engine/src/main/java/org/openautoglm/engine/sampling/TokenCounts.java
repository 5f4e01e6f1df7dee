// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.sampling;

import java.util.Arrays;

/**
 * The distinct tokens of one sequence, and how often each was generated. Takes room for the tokens
 * that occur, not for the vocabulary.
 */
final class TokenCounts {
  private static final int FREE = -1;

  private int[] tokens = new int[64];
  private int[] generated = new int[64];
  private int size;

  /** Open addressing: the position of a token in the arrays above; at most half full. */
  private int[] table = newTable(128);

  /** Notes a token of the prompt. */
  void addPrompt(int token) {
    indexOf(token);
  }

  /** Notes a generated token. */
  void addGenerated(int token) {
    int index = indexOf(token);
    generated[index]++;
  }

  /** Number of distinct tokens. */
  int size() {
    return size;
  }

  int token(int index) {
    return tokens[index];
  }

  int generated(int index) {
    return generated[index];
  }

  private int indexOf(int token) {
    int slot = slot(token);
    if (table[slot] != FREE) {
      return table[slot];
    }
    if (size == tokens.length) {
      grow();
      slot = slot(token);
    }
    tokens[size] = token;
    table[slot] = size;
    return size++;
  }

  private int slot(int token) {
    int mask = table.length - 1;
    int slot = ((token * 0x9E3779B9) >>> 7) & mask;
    while (table[slot] != FREE && tokens[table[slot]] != token) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    tokens = Arrays.copyOf(tokens, 2 * size);
    generated = Arrays.copyOf(generated, 2 * size);
    table = newTable(4 * size);
    for (int i = 0; i < size; i++) {
      table[slot(tokens[i])] = i;
    }
  }

  private static int[] newTable(int length) {
    int[] table = new int[length];
    Arrays.fill(table, FREE);
    return table;
  }
}
