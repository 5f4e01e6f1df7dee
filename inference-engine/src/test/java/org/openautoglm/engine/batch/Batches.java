// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.openautoglm.engine.api.BatchOptions;
import org.openautoglm.engine.api.GenerationRequest;
import org.openautoglm.engine.api.SamplingParameters;

/** Makes batches and requests for tests. */
final class Batches {
  static final int CONTEXT = 120;

  private Batches() {}

  /** A batch whose clock stands still, so that it assumes what a step costs. */
  static SequenceBatch batch(
      FakeForward model, int cacheRows, int sequences, int tokensPerStep, BatchOptions options) {
    return batch(
        model,
        new BatchLimits(FakeForward.VOCABULARY, CONTEXT, cacheRows, sequences, tokensPerStep),
        options,
        () -> 0);
  }

  static SequenceBatch batch(
      FakeForward model, BatchLimits limits, BatchOptions options, LongSupplier clock) {
    return new SequenceBatch(
        model,
        limits,
        options,
        new LetterTokenizer(),
        () -> 42L,
        new SequenceCache(limits.cacheRows(), model::copyCache, options.prefixReuse()),
        clock);
  }

  static GenerationRequest request(String tenant, int[] prompt, int maxTokens) {
    return new GenerationRequest(
        tenant,
        prompt,
        maxTokens,
        0,
        SamplingParameters.greedy(),
        Set.of(),
        List.of(),
        true,
        false);
  }

  static int[] tokens(long seed, int count) {
    return new Random(seed).ints(count, 0, FakeForward.VOCABULARY).toArray();
  }

  static int[] join(int[] first, int... second) {
    int[] both = java.util.Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** What a request gets when nothing else runs and nothing is saved. */
  static Recorder alone(GenerationRequest request, int memory) {
    return alone(request, memory, 0);
  }

  /** As above, from a model that brings only so many of the best tokens; 0 for all. */
  static Recorder alone(GenerationRequest request, int memory, int candidates) {
    FakeForward model = new FakeForward(CONTEXT, memory).onDevice(candidates);
    SequenceBatch batch = batch(model, CONTEXT, 1, 512, BatchOptions.plain());
    Recorder recorder = new Recorder();
    batch.submit(request, recorder);
    runAll(batch);
    return recorder;
  }

  static Recorder run(SequenceBatch batch, GenerationRequest request) {
    Recorder recorder = new Recorder();
    batch.submit(request, recorder);
    runAll(batch);
    return recorder;
  }

  static void runUntil(SequenceBatch batch, BooleanSupplier condition) {
    for (int steps = 0; !condition.getAsBoolean(); steps++) {
      batch.step();
      assertThat(steps).as("steps without an end").isLessThan(5000);
    }
  }

  static void runAll(SequenceBatch batch) {
    int steps = 0;
    while (batch.step()) {
      assertThat(steps++).as("steps without an end").isLessThan(5000);
    }
  }
}
