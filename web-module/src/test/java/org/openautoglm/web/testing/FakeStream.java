// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.openautoglm.serving.api.GenerationStream;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.api.StreamEvent;
import org.openautoglm.serving.api.StreamEvent.Usage;

/** An answer whose events a test decides, beforehand or while it is read. */
public final class FakeStream implements GenerationStream {
  public static final Instant CREATED = Instant.ofEpochSecond(1_764_000_000);

  private final int choices;
  private final BlockingQueue<StreamEvent> events = new LinkedBlockingQueue<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile RuntimeException fault;
  private volatile ServingException failure;
  private boolean over;

  public FakeStream(int choices, StreamEvent... events) {
    this.choices = choices;
    add(events);
  }

  /** One choice that says these texts and ends. */
  public static FakeStream saying(String... texts) {
    FakeStream stream = new FakeStream(1);
    for (int i = 0; i < texts.length; i++) {
      stream.add(new StreamEvent.Delta(0, texts[i], List.of(i), List.of()));
    }
    stream.add(
        new StreamEvent.ChoiceFinished(0, StreamEvent.Reason.STOP),
        new StreamEvent.Completed(new Usage(3, texts.length, 1)));
    return stream;
  }

  public static FakeStream failing(ServingException failure) {
    return new FakeStream(1, new StreamEvent.Failed(failure));
  }

  public void add(StreamEvent... more) {
    events.addAll(List.of(more));
  }

  /** Makes the next read throw. */
  public FakeStream breakWith(RuntimeException fault) {
    this.fault = fault;
    return this;
  }

  public boolean isClosed() {
    return closed.getCount() == 0;
  }

  public boolean awaitClosed(Duration patience) throws InterruptedException {
    return closed.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public String model() {
    return "glm";
  }

  @Override
  public String modelVersion() {
    return "3f2a91c0";
  }

  @Override
  public Instant created() {
    return CREATED;
  }

  @Override
  public int choices() {
    return choices;
  }

  @Override
  public StreamEvent next(Duration timeout) throws InterruptedException {
    if (over) {
      throw new IllegalStateException("The terminal event was already read");
    }
    StreamEvent event = events.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
    if (event == null && fault != null) {
      throw fault;
    }
    over = event instanceof StreamEvent.Terminal;
    return event;
  }

  /** Why it was given up by whoever delivers it, or null. */
  public ServingException failure() {
    return failure;
  }

  @Override
  public void fail(ServingException reason) {
    if (!over) {
      failure = reason;
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
