// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.jmh;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openautoglm.engine.kvcache.CacheArena;
import org.openautoglm.engine.kvcache.PrefixCache;
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

/** Looking for the longest prefix that is known: once for each sequence that is admitted. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PrefixCacheBenchmark {
  private static final String TENANT = "tenant";
  private static final int VOCABULARY = 59_264;

  /** Tokens of one conversation beside the system prompt, and those of its next turn. */
  private static final int OWN = 256;

  private static final int NEW = 64;

  @Param({"16", "256"})
  public int entries;

  /** Tokens of a system prompt that all conversations begin with. */
  @Param({"0", "4096"})
  public int shared;

  private final PrefixCache cache = new PrefixCache();
  private int[][] prompts;
  private int next;

  @Setup
  public void prepare() {
    SplittableRandom random = new SplittableRandom(11);
    int[] system = random.ints(shared, 0, VOCABULARY).toArray();
    int held = shared + OWN;
    CacheArena arena = new CacheArena(entries * held, (from, to, rows) -> {});
    prompts = new int[entries][];
    for (int entry = 0; entry < entries; entry++) {
      int[] prompt = Arrays.copyOf(system, held + NEW);
      for (int i = shared; i < prompt.length; i++) {
        prompt[i] = random.nextInt(VOCABULARY);
      }
      cache.keep(TENANT, prompt, held, arena.lease(held).orElseThrow());
      prompts[entry] = prompt;
    }
  }

  /** The next turn of each conversation after the other. */
  @Benchmark
  public Optional<PrefixCache.Match> longest() {
    int[] prompt = prompts[next++ % entries];
    return cache.longest(TENANT, prompt, prompt.length - 1);
  }
}
