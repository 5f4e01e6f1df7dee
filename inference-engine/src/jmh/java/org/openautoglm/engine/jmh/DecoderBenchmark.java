// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.jmh;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openautoglm.engine.api.IncrementalDecoder;
import org.openautoglm.engine.tokenizer.CheckpointTokenizer;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Text of one token: once for each running sequence in every step. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecoderBenchmark {
  /** Characters of one to four bytes, some of which are spread over tokens. */
  private static final String TEXT =
      "The quick brown fox jumps over the lazy dog. 敏捷的棕色狐狸跳过懒狗。 Größe, déjà vu 🦊🐶\n".repeat(8);

  /** Byte-level tokens, and pieces with a fallback to bytes. */
  @Param({"glm4", "llama2"})
  public String family;

  private CheckpointTokenizer tokenizer;
  private int[] ids;
  private IncrementalDecoder decoder;
  private int next;

  @Setup
  public void prepare() throws URISyntaxException {
    tokenizer =
        CheckpointTokenizer.open(
            Path.of(DecoderBenchmark.class.getResource("/tokenizers/" + family).toURI()));
    ids = tokenizer.encode(TEXT, false);
    decoder = tokenizer.newDecoder(true);
  }

  @Benchmark
  public String append() {
    if (next == ids.length) {
      decoder = tokenizer.newDecoder(true);
      next = 0;
    }
    return decoder.append(ids[next++]);
  }

  @TearDown
  public void close() {
    tokenizer.close();
  }
}
