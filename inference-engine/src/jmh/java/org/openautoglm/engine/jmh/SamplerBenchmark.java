// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.jmh;

import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openautoglm.engine.api.SamplingParameters;
import org.openautoglm.engine.sampling.Sampler;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Choosing one token: once for each running sequence in every step. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SamplerBenchmark {
  @Param({"59264", "152064"})
  public int vocabulary;

  private float[] logits;
  private Sampler greedy;
  private Sampler nucleus;
  private Sampler penalised;

  @Setup
  public void prepare() {
    SplittableRandom random = new SplittableRandom(1);
    logits = new float[vocabulary];
    for (int i = 0; i < vocabulary; i++) {
      logits[i] = (float) random.nextDouble(-8, 8);
    }
    int[] prompt = random.ints(512, 0, vocabulary).toArray();
    greedy = sampler(SamplingParameters.greedy(), prompt);
    nucleus = sampler(parameters(0.8, 50, 0.95, 1), prompt);
    penalised = sampler(parameters(0.8, 0, 0.95, 1.1), prompt);
  }

  private Sampler sampler(SamplingParameters parameters, int[] prompt) {
    return new Sampler(parameters, prompt, vocabulary, 7);
  }

  private static SamplingParameters parameters(
      double temperature, int topK, double topP, double repetition) {
    return new SamplingParameters(
        temperature, topK, topP, 0, 0, 0, repetition, Map.of(), OptionalLong.empty(), -1);
  }

  @Benchmark
  public int greedy() {
    return greedy.next(logits, 0, vocabulary);
  }

  @Benchmark
  public int topKAndTopP() {
    return nucleus.next(logits, 0, vocabulary);
  }

  @Benchmark
  public int topPWithRepetitionPenalty() {
    return penalised.next(logits, 0, vocabulary);
  }
}
