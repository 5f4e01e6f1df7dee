// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

import java.util.Arrays;

/**
 * A model whose next token is a hash of what lies in the sequence's cache rows, so that a
 * misplaced, lost or stale row changes the answer.
 */
final class FakeForward implements Forward {
  static final int VOCABULARY = 50;
  static final int HIDDEN = 2;

  private final long[] cache;
  private int calls;
  private int failOnCall = -1;

  FakeForward(int rows) {
    cache = new long[rows];
    Arrays.fill(cache, -1);
  }

  void failOnCall(int number) {
    failOnCall = number;
  }

  int calls() {
    return calls;
  }

  /** The token that follows this sequence. */
  static int next(int[] sequence, int length) {
    long hash = 17;
    for (int i = 0; i < length; i++) {
      hash = mix(hash, sequence[i], i);
    }
    return choose(hash);
  }

  private static long mix(long hash, long token, long position) {
    return (hash ^ (token * 1000003 + position)) * 0x9E3779B97F4A7C15L;
  }

  private static int choose(long hash) {
    return (int) Long.remainderUnsigned(hash >>> 17, VOCABULARY);
  }

  @Override
  public int vocabularySize() {
    return VOCABULARY;
  }

  @Override
  public int hiddenSize() {
    return HIDDEN;
  }

  @Override
  public float[] logits(StepTokens step) {
    write(step);
    float[] logits = new float[step.rows().length * VOCABULARY];
    for (int r = 0; r < step.rows().length; r++) {
      logits[r * VOCABULARY + choose(hashUpTo(step, (int) step.rows()[r]))] = 10;
    }
    return logits;
  }

  @Override
  public float[] hiddenStates(StepTokens step) {
    write(step);
    float[] hidden = new float[step.rows().length * HIDDEN];
    for (int r = 0; r < step.rows().length; r++) {
      hidden[r * HIDDEN] = step.ids()[(int) step.rows()[r]];
      hidden[r * HIDDEN + 1] = step.positions()[(int) step.rows()[r]];
    }
    return hidden;
  }

  private void write(StepTokens step) {
    if (++calls == failOnCall) {
      throw new IllegalStateException("the device is on fire");
    }
    for (int i = 0; i < step.ids().length; i++) {
      cache[(int) step.cacheRows()[i]] = step.ids()[i] * 1000 + step.positions()[i];
    }
  }

  private long hashUpTo(StepTokens step, int index) {
    for (int s = 0; s < step.sequences().length; s += 4) {
      long first = step.sequences()[s];
      if (index >= first && index < first + step.sequences()[s + 1]) {
        long start = step.sequences()[s + 2];
        long hash = 17;
        for (int position = 0; position <= step.positions()[index]; position++) {
          long cell = cache[(int) (start + position)];
          hash = mix(hash, cell / 1000, cell % 1000);
        }
        return hash;
      }
    }
    throw new IllegalArgumentException("row " + index + " belongs to no sequence");
  }

  @Override
  public void copyCache(int from, int to, int rows) {
    System.arraycopy(cache, from, cache, to, rows);
  }
}
