// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.openautoglm.engine.api.BatchOptions;
import org.openautoglm.engine.api.BatchStatistics;
import org.openautoglm.engine.api.EmbeddingListener;
import org.openautoglm.engine.api.GenerationBatch;
import org.openautoglm.engine.api.GenerationHandle;
import org.openautoglm.engine.api.GenerationListener;
import org.openautoglm.engine.api.GenerationRequest;
import org.openautoglm.engine.api.Tokenizer;
import org.openautoglm.engine.sampling.Sampler;
import org.openautoglm.engine.sampling.StopStrings;

/**
 * The batch of one model. Other threads leave sequences in an inbox and set flags; everything else
 * happens on the step thread.
 */
public final class SequenceBatch implements GenerationBatch {
  private final Forward forward;
  private final BatchLimits limits;
  private final Tokenizer tokenizer;
  private final LongSupplier seeds;
  private final LongSupplier clock;
  private final SequenceCache cache;
  private final StepPace pace;
  private final StepScheduler scheduler;
  private final Queue<Sequence> inbox = new ConcurrentLinkedQueue<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private boolean signalled;
  private boolean closed;
  private long steps;
  private final TokenTotals totals = new TokenTotals();
  private volatile BatchStatistics statistics;

  /**
   * @param seeds gives a seed for every sequence that brings none
   */
  public SequenceBatch(
      Forward forward,
      BatchLimits limits,
      BatchOptions options,
      Tokenizer tokenizer,
      LongSupplier seeds) {
    this(
        forward,
        limits,
        options,
        tokenizer,
        seeds,
        new SequenceCache(limits.cacheRows(), forward::copyCache, options.prefixReuse()),
        System::nanoTime);
  }

  /**
   * @param clock nanoseconds, to learn what a step costs
   */
  SequenceBatch(
      Forward forward,
      BatchLimits limits,
      BatchOptions options,
      Tokenizer tokenizer,
      LongSupplier seeds,
      SequenceCache cache,
      LongSupplier clock) {
    this.forward = forward;
    this.limits = limits;
    this.tokenizer = tokenizer;
    this.seeds = seeds;
    this.cache = cache;
    this.clock = clock;
    this.pace = new StepPace(limits.sequences(), limits.tokensPerStep());
    this.scheduler = new StepScheduler(limits, cache, pace, totals, options.speculation());
    publishStatistics();
  }

  @Override
  public GenerationHandle submit(GenerationRequest request, GenerationListener listener) {
    limits.check(request.prompt());
    if (request.maxTokens() < (request.promptLogprobs() ? 0 : 1)) {
      throw new IllegalArgumentException("maxTokens must be at least 1");
    }
    Sampler sampler =
        new Sampler(request.sampling(), request.prompt(), limits.vocabulary(), seeds.getAsLong());
    GeneratingSequence.TextOutput text =
        new GeneratingSequence.TextOutput(
            tokenizer.newDecoder(request.skipSpecialTokens()),
            new StopStrings(request.stopStrings()));
    return enqueue(new GeneratingSequence(request, listener, limits, sampler, text, this::signal));
  }

  @Override
  public GenerationHandle submitEmbedding(String tenant, int[] tokens, EmbeddingListener listener) {
    limits.check(tokens);
    return enqueue(
        new EmbeddingSequence(tenant, tokens, listener, forward.hiddenSize(), this::signal));
  }

  private GenerationHandle enqueue(Sequence sequence) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the model was closed");
      }
      inbox.add(sequence);
      signalled = true;
      work.signalAll();
    } finally {
      lock.unlock();
    }
    return sequence;
  }

  private void signal() {
    lock.lock();
    try {
      signalled = true;
      work.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean awaitWork(Duration timeout) throws InterruptedException {
    if (scheduler.hasWork()) {
      return true;
    }
    long left = timeout.toNanos();
    lock.lockInterruptibly();
    try {
      while (!signalled && left > 0) {
        left = work.awaitNanos(left);
      }
      signalled = false;
    } finally {
      lock.unlock();
    }
    return !inbox.isEmpty();
  }

  @Override
  public boolean step() {
    for (Sequence next = inbox.poll(); next != null; next = inbox.poll()) {
      scheduler.add(next);
    }
    scheduler.removeCancelled().forEach(Sequence::onCancelled);
    long start = clock.getAsLong();
    StepScheduler.Plan plan = scheduler.plan();
    publishStatistics();
    if (!plan.parts().isEmpty() && compute(plan)) {
      pace.measured(plan, clock.getAsLong() - start);
    }
    if (!scheduler.hasWork()) {
      checkIntegrity();
    }
    publishStatistics();
    return scheduler.hasWork() || !inbox.isEmpty();
  }

  /** Returns whether it succeeded. */
  private boolean compute(StepScheduler.Plan plan) {
    steps++;
    Map<Boolean, List<StepScheduler.Part>> byResult =
        plan.parts().stream()
            .collect(Collectors.partitioningBy(part -> part.sequence().wantsHiddenStates()));
    boolean logits = compute(byResult.get(false));
    boolean hidden = compute(byResult.get(true));
    return logits && hidden;
  }

  /** Computes parts that want the same kind of result in one native call. */
  private boolean compute(List<StepScheduler.Part> parts) {
    if (parts.isEmpty()) {
      return true;
    }
    try {
      StepTokens.Builder step = new StepTokens.Builder();
      int[] wanted = new int[parts.size()];
      DoubleStream.Builder temperatures = DoubleStream.builder();
      for (int p = 0; p < wanted.length; p++) {
        Sequence sequence = parts.get(p).sequence();
        int count = parts.get(p).count();
        int past = sequence.computed();
        step.add(sequence.tokens(), past, count, past, sequence.lease().start());
        wanted[p] = sequence.wanted(count);
        step.wantLast(wanted[p]);
        for (int row = 0; row < wanted[p]; row++) {
          temperatures.add(sequence.temperature());
        }
      }
      boolean hidden = parts.get(0).sequence().wantsHiddenStates();
      StepResults results =
          hidden
              ? StepResults.of(forward.hiddenStates(step.build()), forward.hiddenSize())
              : forward.choices(step.build(), temperatures.build().toArray());
      deliver(parts, wanted, results);
      return true;
    } catch (RuntimeException | Error failure) {
      // all of them: which one broke the native call cannot be known
      parts.forEach(part -> fail(part.sequence(), failure));
      if (failure instanceof Error error) {
        throw error;
      }
      return false;
    }
  }

  private void deliver(List<StepScheduler.Part> parts, int[] wanted, StepResults results) {
    int row = 0;
    for (int p = 0; p < wanted.length; p++) {
      Sequence sequence = parts.get(p).sequence();
      int count = parts.get(p).count();
      int drafts = sequence.drafts();
      totals.computed(sequence, count);
      sequence.advance(count - drafts);
      int before = sequence.length();
      int computed = sequence.computed();
      try {
        sequence.receive(results, row, wanted[p]);
        totals.checked(drafts, sequence.computed() - computed);
      } catch (RuntimeException failure) {
        // it has left its rows and computed nothing any more
        fail(sequence, failure);
      }
      totals.generated(sequence.length() - before);
      sequence.forgetDrafts();
      if (sequence.isEnded()) {
        scheduler.remove(sequence);
      }
      row += wanted[p];
    }
  }

  private void fail(Sequence sequence, Throwable failure) {
    if (!sequence.isEnded()) {
      sequence.end();
      scheduler.discard(sequence);
      sequence.onFailed(failure);
    }
  }

  /** Fails everything that is not complete; nothing can be submitted any more. Step thread only. */
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    for (Sequence next = inbox.poll(); next != null; next = inbox.poll()) {
      scheduler.add(next);
    }
    IllegalStateException failure = new IllegalStateException("the model was closed");
    for (Sequence sequence : scheduler.removeAll()) {
      sequence.end();
      sequence.onFailed(failure);
    }
    publishStatistics();
  }

  /**
   * Checks that every cache row is free, held for reuse, or leased to a running sequence. Step
   * thread only.
   *
   * @throws IllegalStateException when not, which is a defect of this package
   */
  void checkIntegrity() {
    scheduler.checkIntegrity();
  }

  private void publishStatistics() {
    statistics =
        new BatchStatistics(
            scheduler.running(),
            scheduler.waiting(),
            new BatchStatistics.Cache(
                limits.cacheRows(), cache.rowsUsed(), cache.prefixRows(), cache.prefixes()),
            steps,
            totals.view());
  }

  @Override
  public BatchStatistics statistics() {
    return statistics;
  }
}
