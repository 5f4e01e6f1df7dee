// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A model whose next token is a hash of what lies in the sequence's cache rows. Each row knows
 * token and position and the hash of everything before it when it was written, as keys and values
 * do: a row that is misplaced, lost, stale, or was written behind other tokens makes the step fail.
 */
class FakeForward implements Forward {
  static final int VOCABULARY = 50;
  static final int HIDDEN = 2;
  private static final long BEGIN = 17;

  private final int[] tokens;
  private final int[] positions;
  private final long[] chains;
  private final int memory;
  private final List<StepTokens> steps = new ArrayList<>();
  private long rowsCopied;
  private int failOnCall = -1;
  private int candidates;

  FakeForward(int rows) {
    this(rows, Integer.MAX_VALUE);
  }

  /**
   * @param memory how many of the last tokens decide the next one; with few of them an answer
   *     repeats itself
   */
  FakeForward(int rows, int memory) {
    tokens = new int[rows];
    positions = new int[rows];
    chains = new long[rows];
    Arrays.fill(positions, -1);
    this.memory = memory;
  }

  /** Brings the best of each row, as a model on a device does, and whole rows on demand. */
  FakeForward onDevice(int best) {
    candidates = best;
    return this;
  }

  void failOnCall(int number) {
    failOnCall = number;
  }

  int calls() {
    return steps.size();
  }

  List<StepTokens> steps() {
    return steps;
  }

  long tokensComputed() {
    return steps.stream().mapToLong(step -> step.ids().length).sum();
  }

  long rowsCopied() {
    return rowsCopied;
  }

  /** The token that follows this sequence when all of it decides. */
  static int next(int[] sequence, int length) {
    long hash = BEGIN;
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
      long hash = read(step, (int) step.rows()[r]);
      for (int id = 0; id < VOCABULARY; id++) {
        logits[r * VOCABULARY + id] = (mix(hash, id, 3) >>> 40) * 0x1p-22f;
      }
      logits[r * VOCABULARY + choose(hash)] = 10;
    }
    return logits;
  }

  @Override
  public StepResults choices(StepTokens step, double[] temperatures) {
    StepResults rows = Forward.super.choices(step, temperatures);
    require(temperatures.length == step.rows().length, "a temperature for each row");
    return candidates == 0 ? rows : new BestOfRows(rows, temperatures, VOCABULARY, candidates);
  }

  @Override
  public float[] hiddenStates(StepTokens step) {
    write(step);
    float[] hidden = new float[step.rows().length * HIDDEN];
    for (int r = 0; r < step.rows().length; r++) {
      int index = (int) step.rows()[r];
      read(step, index);
      hidden[r * HIDDEN] = step.ids()[index];
      hidden[r * HIDDEN + 1] = step.positions()[index];
    }
    return hidden;
  }

  private void write(StepTokens step) {
    steps.add(step);
    boolean fails = steps.size() == failOnCall;
    for (int i = 0; i < step.ids().length; i++) {
      int row = (int) step.cacheRows()[i];
      int position = (int) step.positions()[i];
      require(position == 0 || positions[row - 1] == position - 1, "no row before row " + row);
      tokens[row] = (int) step.ids()[i];
      positions[row] = position;
      chains[row] =
          fails ? -1 : mix(position == 0 ? BEGIN : chains[row - 1], tokens[row], position);
    }
    require(!fails, "the device is on fire");
  }

  /** Reads all rows up to this token, as attention does; returns what decides the next one. */
  private long read(StepTokens step, int index) {
    int position = (int) step.positions()[index];
    int start = (int) step.cacheRows()[index] - position;
    requireOwner(step, index, start);
    long chain = BEGIN;
    long recent = BEGIN;
    for (int p = 0; p <= position; p++) {
      int row = start + p;
      chain = mix(chain, tokens[row], p);
      require(positions[row] == p && chains[row] == chain, "row " + row + " belongs elsewhere");
      if (p > position - memory) {
        recent = mix(recent, tokens[row], 0);
      }
    }
    return memory == Integer.MAX_VALUE ? chain : recent;
  }

  private static void requireOwner(StepTokens step, int index, int start) {
    for (int s = 0; s < step.sequences().length; s += 4) {
      long first = step.sequences()[s];
      if (index >= first && index < first + step.sequences()[s + 1]) {
        require(step.sequences()[s + 2] == start, "token " + index + " has another first row");
        require(step.sequences()[s + 3] > step.positions()[index], "more tokens than rows");
        return;
      }
    }
    throw new IllegalArgumentException("token " + index + " belongs to no sequence");
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalStateException(message);
    }
  }

  @Override
  public void copyCache(int from, int to, int rows) {
    System.arraycopy(tokens, from, tokens, to, rows);
    System.arraycopy(positions, from, positions, to, rows);
    System.arraycopy(chains, from, chains, to, rows);
    rowsCopied += rows;
  }
}
