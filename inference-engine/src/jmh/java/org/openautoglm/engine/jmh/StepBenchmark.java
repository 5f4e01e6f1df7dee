// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.jmh;

import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openautoglm.engine.api.BatchOptions;
import org.openautoglm.engine.api.FinishReason;
import org.openautoglm.engine.api.GenerationListener;
import org.openautoglm.engine.api.GenerationRequest;
import org.openautoglm.engine.api.GenerationUsage;
import org.openautoglm.engine.api.IncrementalDecoder;
import org.openautoglm.engine.api.TokenLogprobs;
import org.openautoglm.engine.api.Tokenizer;
import org.openautoglm.engine.batch.BatchLimits;
import org.openautoglm.engine.batch.Forward;
import org.openautoglm.engine.batch.SequenceBatch;
import org.openautoglm.engine.batch.StepTokens;
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

/** What a step costs beside the model: scheduling, sampling, listeners. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class StepBenchmark {
  private static final int VOCABULARY = 512;
  private static final int ROWS = 65_536;

  @Param({"1", "16"})
  public int sequences;

  private final SplittableRandom random = new SplittableRandom(3);
  private SequenceBatch batch;
  private int running;

  @Setup
  public void prepare() {
    running = 0;
    BatchLimits limits = new BatchLimits(VOCABULARY, 4096, ROWS, 16, 512);
    batch =
        new SequenceBatch(
            new RandomLogits(), limits, BatchOptions.defaults(), new NoText(), () -> 1L);
  }

  @Benchmark
  public boolean step() {
    while (running < sequences) {
      int[] prompt = random.ints(128, 0, VOCABULARY).toArray();
      batch.submit(GenerationRequest.greedy(prompt, 1024, Set.of()), new Counter());
      running++;
    }
    return batch.step();
  }

  private final class Counter implements GenerationListener {
    @Override
    public void onToken(int token, String text, TokenLogprobs logprobs) {}

    @Override
    public void onFinished(String text, FinishReason reason, GenerationUsage usage) {
      running--;
    }

    @Override
    public void onFailed(Throwable failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** A model that costs nothing. */
  private final class RandomLogits implements Forward {
    private final float[] logits = new float[16 * 1024 * VOCABULARY];

    @Override
    public int vocabularySize() {
      return VOCABULARY;
    }

    @Override
    public int hiddenSize() {
      return 1;
    }

    @Override
    public float[] logits(StepTokens step) {
      for (int row = 0; row < step.rows().length; row++) {
        logits[row * VOCABULARY + random.nextInt(VOCABULARY)] = random.nextInt();
      }
      return logits;
    }

    @Override
    public float[] hiddenStates(StepTokens step) {
      return new float[step.rows().length];
    }

    @Override
    public void copyCache(int from, int to, int rows) {}
  }

  /** A tokenizer whose tokens have no text. */
  private static final class NoText implements Tokenizer {
    @Override
    public int[] encode(String text, boolean addSpecialTokens) {
      return new int[0];
    }

    @Override
    public String decode(int[] ids, boolean skipSpecialTokens) {
      return "";
    }

    @Override
    public String token(int id) {
      return "";
    }

    @Override
    public byte[] tokenBytes(int id) {
      return new byte[0];
    }

    @Override
    public boolean isSpecial(int id) {
      return false;
    }

    @Override
    public int vocabularySize() {
      return VOCABULARY;
    }

    @Override
    public IncrementalDecoder newDecoder(boolean skipSpecialTokens) {
      return new IncrementalDecoder() {
        @Override
        public String append(int id) {
          return "";
        }

        @Override
        public String finish() {
          return "";
        }
      };
    }
  }
}
