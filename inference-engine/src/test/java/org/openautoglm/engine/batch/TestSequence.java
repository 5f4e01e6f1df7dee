// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

/** A sequence that only waits and is scheduled. */
final class TestSequence extends Sequence {
  private final int largestChunk;

  TestSequence(String tenant, int length) {
    this(tenant, length, Integer.MAX_VALUE);
  }

  TestSequence(String tenant, int length, int largestChunk) {
    super(tenant, new int[length], length, () -> {});
    this.largestChunk = largestChunk;
  }

  @Override
  int wanted(int chunk) {
    return 0;
  }

  @Override
  int largestChunk() {
    return largestChunk;
  }

  @Override
  boolean wantsHiddenStates() {
    return false;
  }

  @Override
  boolean mayReusePrefix() {
    return false;
  }

  @Override
  void receive(StepResults results, int firstRow, int rows) {}

  @Override
  void onCancelled() {}

  @Override
  void onFailed(Throwable failure) {}
}
