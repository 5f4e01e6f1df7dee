// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.openautoglm.engine.api.BatchOptions;
import org.openautoglm.engine.api.FinishReason;
import org.openautoglm.engine.api.GenerationListener;
import org.openautoglm.engine.api.GenerationRequest;
import org.openautoglm.engine.api.GenerationUsage;
import org.openautoglm.engine.api.TokenLogprobs;
import org.openautoglm.engine.api.Tokenizer;
import org.openautoglm.engine.batch.BatchLimits;
import org.openautoglm.engine.batch.Forward;
import org.openautoglm.engine.batch.SequenceBatch;

/**
 * So many streams at a time through a whole batch, scheduling, sampling and text included: what a
 * server could give if HTTP cost nothing. The next request is sent when one has ended.
 */
final class ClosedLoop {
  private static final int PROMPT = 128;
  private static final int ANSWER = 64;
  private static final int ROUNDS = 3;

  private final SequenceBatch batch;
  private final int vocabulary;
  private final SplittableRandom random = new SplittableRandom(13);
  private final List<Double> firstTokens = new ArrayList<>();
  private final List<Double> gaps = new ArrayList<>();
  private int ended;

  ClosedLoop(Forward forward, Tokenizer tokenizer, int cacheRows, int tokensPerStep) {
    this.vocabulary = forward.vocabularySize();
    BatchLimits limits = new BatchLimits(vocabulary, cacheRows, cacheRows, 16, tokensPerStep);
    this.batch = new SequenceBatch(forward, limits, BatchOptions.defaults(), tokenizer, () -> 1L);
  }

  /**
   * @param tokensPerSecond answer tokens of all streams together
   * @param firstToken median seconds from a request to its first token
   * @param gap median seconds between tokens
   * @param longGap 99th percentile of these
   */
  record Result(double tokensPerSecond, double firstToken, double gap, double longGap) {}

  Result run(int streams) {
    round(streams, streams);
    firstTokens.clear();
    gaps.clear();
    int requests = ROUNDS * streams;
    long start = System.nanoTime();
    round(streams, requests);
    double seconds = (System.nanoTime() - start) * 1e-9;
    return new Result(
        requests * ANSWER / seconds,
        percentile(firstTokens, 0.5),
        percentile(gaps, 0.5),
        percentile(gaps, 0.99));
  }

  private void round(int streams, int requests) {
    ended = 0;
    int submitted = 0;
    while (ended < requests) {
      while (submitted < requests && submitted - ended < streams) {
        submit();
        submitted++;
      }
      batch.step();
    }
  }

  private void submit() {
    int[] prompt = random.ints(PROMPT, 0, vocabulary - 1).toArray();
    batch.submit(GenerationRequest.greedy(prompt, ANSWER, Set.of()), new Stream());
  }

  private static double percentile(List<Double> values, double part) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get((int) Math.min(sorted.size() - 1, part * sorted.size()));
  }

  /** One request with a stop-watch. */
  private final class Stream implements GenerationListener {
    private long last = System.nanoTime();
    private boolean begun;

    @Override
    public void onToken(int token, String text, TokenLogprobs logprobs) {
      long now = System.nanoTime();
      (begun ? gaps : firstTokens).add((now - last) * 1e-9);
      begun = true;
      last = now;
    }

    @Override
    public void onFinished(String text, FinishReason reason, GenerationUsage usage) {
      ended++;
    }

    @Override
    public void onFailed(Throwable failure) {
      throw new IllegalStateException("a step failed", failure);
    }
  }
}
