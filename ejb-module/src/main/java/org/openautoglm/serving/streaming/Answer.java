// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.streaming;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.openautoglm.engine.api.GenerationHandle;
import org.openautoglm.engine.api.Tokenizer;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.GenerationStream;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.api.StreamEvent;

/**
 * A running answer: all its choices, gathered into one stream of events with one terminal event. A
 * failure of one choice gives the others up.
 */
public final class Answer implements GenerationStream {
  private static final int CHANNEL_CAPACITY = 64;

  private final AnswerHeader header;
  private final EventChannel channel = new EventChannel(CHANNEL_CAPACITY);
  private final Progress progress;
  private final AnswerObserver observer;
  private final AtomicBoolean observed = new AtomicBoolean();

  private Answer(AnswerHeader header, List<ChoicePlan> plans, AnswerObserver observer) {
    this.header = header;
    this.observer = observer;
    this.progress = new Progress(plans, channel, observer::onReleased);
  }

  /**
   * Hands every choice to the engine.
   *
   * @throws ServingException when one cannot be handed over; then none runs on, and the observer is
   *     told of the release but not of an ending
   */
  public static Answer start(
      AnswerHeader header,
      List<ChoicePlan> plans,
      SequenceRunner runner,
      Tokenizer tokenizer,
      AnswerObserver observer) {
    Answer answer = new Answer(header, plans, observer);
    Logprobs logprobs = new Logprobs(tokenizer);
    for (int choice = 0; choice < plans.size(); choice++) {
      ChoicePlan plan = plans.get(choice);
      ChoiceWriter writer = new ChoiceWriter(choice, plan, logprobs, answer.progress);
      try {
        writer.begin();
        GenerationHandle handle = runner.submit(plan.request(), writer);
        answer.progress.submitted(handle);
      } catch (RuntimeException | Error e) {
        answer.progress.abandon(plans.size() - choice);
        throw e;
      }
    }
    return answer;
  }

  @Override
  public String model() {
    return header.model();
  }

  @Override
  public String modelVersion() {
    return header.modelVersion();
  }

  @Override
  public Instant created() {
    return header.created();
  }

  @Override
  public int choices() {
    return progress.choices();
  }

  @Override
  public StreamEvent next(Duration timeout) throws InterruptedException {
    StreamEvent event = channel.take(timeout);
    if (event instanceof StreamEvent.Completed completed) {
      if (observed.compareAndSet(false, true)) {
        observer.onCompleted(completed.usage());
      }
    } else if (event instanceof StreamEvent.Failed failed) {
      if (observed.compareAndSet(false, true)) {
        observer.onFailed(failed.failure(), progress.usage());
      }
    }
    return event;
  }

  @Override
  public void fail(ServingException reason) {
    if (observed.compareAndSet(false, true)) {
      giveUp(reason);
      observer.onFailed(reason, progress.usage());
    }
  }

  @Override
  public void close() {
    if (observed.compareAndSet(false, true)) {
      giveUp(new ServingException(ErrorCode.CANCELLED, "The answer was given up by its caller."));
      observer.onCancelled(progress.usage());
    }
  }

  private void giveUp(ServingException reason) {
    channel.offer(new StreamEvent.Failed(reason));
    progress.cancel();
  }
}
