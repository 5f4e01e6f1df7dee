// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.testing;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.openautoglm.engine.api.BatchStatistics;
import org.openautoglm.engine.api.EmbeddingListener;
import org.openautoglm.engine.api.FinishReason;
import org.openautoglm.engine.api.GenerationBatch;
import org.openautoglm.engine.api.GenerationHandle;
import org.openautoglm.engine.api.GenerationListener;
import org.openautoglm.engine.api.GenerationRequest;
import org.openautoglm.engine.api.GenerationUsage;
import org.openautoglm.engine.api.TokenLogprobs;

/**
 * Answers every prompt with the alphabet, one letter a step, and ends after {@code answerLength}
 * letters where the request lets the end token stop it.
 */
final class FakeBatch implements GenerationBatch {
  private final FakeEngine engine;
  private final int cacheTokens;
  private final Deque<Sequence> running = new ArrayDeque<>();
  private long steps;
  private long promptTokens;
  private long generatedTokens;
  private boolean closed;

  FakeBatch(FakeEngine engine, int cacheTokens) {
    this.engine = engine;
    this.cacheTokens = cacheTokens;
  }

  @Override
  public synchronized GenerationHandle submit(
      GenerationRequest request, GenerationListener listener) {
    requireOpen();
    if (engine.submitFailure != null) {
      throw engine.submitFailure;
    }
    engine.requests.add(request);
    return add(new Sequence(request, listener, null));
  }

  @Override
  public synchronized GenerationHandle submitEmbedding(
      String tenant, int[] tokens, EmbeddingListener listener) {
    requireOpen();
    engine.mostEmbeddings.accumulateAndGet(engine.embeddings.incrementAndGet(), Math::max);
    return add(
        new Sequence(GenerationRequest.greedy(tokens, 1, java.util.Set.of()), null, listener));
  }

  private GenerationHandle add(Sequence sequence) {
    running.add(sequence);
    notifyAll();
    return () -> {
      synchronized (this) {
        sequence.cancelled = true;
      }
    };
  }

  @Override
  public boolean step() {
    List<Sequence> now;
    synchronized (this) {
      now = new ArrayList<>(running);
    }
    if (now.isEmpty()) {
      return false;
    }
    engine.beforeStep();
    for (Sequence sequence : now) {
      if (sequence.advance()) {
        synchronized (this) {
          running.remove(sequence);
        }
      }
    }
    synchronized (this) {
      steps++;
      return !running.isEmpty();
    }
  }

  @Override
  public synchronized boolean awaitWork(Duration timeout) throws InterruptedException {
    if (running.isEmpty()) {
      wait(timeout.toMillis());
    }
    return !running.isEmpty();
  }

  @Override
  public synchronized BatchStatistics statistics() {
    int used = running.stream().mapToInt(Sequence::cacheTokens).sum();
    return new BatchStatistics(
        running.size(),
        0,
        new BatchStatistics.Cache(cacheTokens, used, 0, 0),
        steps,
        new BatchStatistics.Totals(promptTokens, 0, 0, generatedTokens, 0, 0));
  }

  synchronized void close() {
    closed = true;
    for (Sequence sequence : running) {
      sequence.fail(new IllegalStateException("The model was closed."));
    }
    running.clear();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("The model is closed.");
    }
  }

  private final class Sequence {
    private final GenerationRequest request;
    private final GenerationListener listener;
    private final EmbeddingListener embedding;
    private int generated;
    private boolean cancelled;

    Sequence(GenerationRequest request, GenerationListener listener, EmbeddingListener embedding) {
      this.request = request;
      this.listener = listener;
      this.embedding = embedding;
    }

    /** Returns whether the sequence is over. */
    boolean advance() {
      if (embedding != null) {
        engine.embeddings.decrementAndGet();
      }
      RuntimeException failure = engine.takeStepFailure();
      if (failure != null) {
        fail(failure);
        return true;
      }
      if (embedding != null && isCancelled()) {
        embedding.onFailed(new CancellationException("the embedding was cancelled"));
        return true;
      }
      if (embedding != null) {
        embedding.onEmbedding(new float[] {request.prompt().length});
        return true;
      }
      if (isCancelled()) {
        return finish(FinishReason.CANCELLED);
      }
      if (generated == 0 && request.promptLogprobs()) {
        listener.onPrompt(
            java.util.Arrays.stream(request.prompt())
                .mapToObj(id -> new TokenLogprobs(id, Float.NaN, List.of()))
                .toList());
      }
      if (generated >= request.maxTokens()) {
        return finish(FinishReason.LENGTH);
      }
      return generate();
    }

    private int cacheTokens() {
      return request.prompt().length + request.maxTokens();
    }

    private void count() {
      synchronized (FakeBatch.this) {
        promptTokens += generated == 0 ? request.prompt().length : 0;
        generatedTokens++;
      }
    }

    private boolean generate() {
      count();
      boolean ends =
          generated == engine.answerLength && request.stopTokens().contains(FakeTokenizer.END);
      int token = ends ? FakeTokenizer.END : 'a' + generated % 26;
      generated++;
      listener.onToken(token, ends ? "" : String.valueOf((char) token), logprobs(token));
      if (ends) {
        return finish(FinishReason.STOP);
      }
      return generated == request.maxTokens() && finish(FinishReason.LENGTH);
    }

    private TokenLogprobs logprobs(int token) {
      int top = request.sampling().topLogprobs();
      return top < 0
          ? null
          : new TokenLogprobs(
              token,
              -0.5f,
              java.util.Collections.nCopies(top, new TokenLogprobs.Alternative(token, -0.5f)));
    }

    private boolean finish(FinishReason reason) {
      listener.onFinished(
          "", reason, new GenerationUsage(request.prompt().length, generated, engine.cachedTokens));
      return true;
    }

    private boolean isCancelled() {
      synchronized (FakeBatch.this) {
        return cancelled;
      }
    }

    void fail(RuntimeException failure) {
      if (embedding != null) {
        embedding.onFailed(failure);
      } else {
        listener.onFailed(failure);
      }
    }
  }
}
