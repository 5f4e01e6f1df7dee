// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.load;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.openautoglm.cli.bench.client.Call;
import org.openautoglm.cli.bench.client.Measurement;
import org.openautoglm.cli.bench.client.Reply;
import org.openautoglm.cli.bench.client.Sender;

/**
 * Sends the requests of one run. All of its state belongs to one thread, that of the loop; answers
 * are read elsewhere and handed over to it.
 *
 * <p>A place in a closed loop whose request failed rests before its next one, as long as the server
 * asked and at least a moment: a server that refuses everything is not to be flooded. An open loop
 * never rests.
 */
public final class LoadRun {
  private static final Duration MOMENT = Duration.ofMillis(200);

  private final LoadShape shape;
  private final ConversationSource source;
  private final Sender sender;
  private final LoadListener listener;
  private final ScheduledExecutorService loop;
  private final LongSupplier clock;

  private final CompletableFuture<List<Measurement>> result = new CompletableFuture<>();
  private final List<Measurement> measurements = new ArrayList<>();
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private final Set<CompletableFuture<Reply>> underWay = new HashSet<>();
  private final SplittableRandom arrivals;

  /** Conversations made, and requests promised to them. */
  private long conversations;

  private int promised;
  private int unsent;
  private int busy;

  /** Those of the busy places that rest. */
  private int resting;

  private boolean arriving;
  private boolean stopped;
  private long deadline;

  /** A conversation that has arrived and found no free place. */
  private record Waiting(Conversation conversation, long since) {}

  /**
   * @param loop a single thread, whose end is the caller's business
   * @param clock nanoseconds, the same that the sender uses
   */
  public LoadRun(
      LoadShape shape,
      ConversationSource source,
      Sender sender,
      LoadListener listener,
      ScheduledExecutorService loop,
      LongSupplier clock) {
    this.shape = shape;
    this.source = source;
    this.sender = sender;
    this.listener = listener;
    this.loop = loop;
    this.clock = clock;
    this.arrivals = new SplittableRandom(source.seed());
  }

  /** Starts; the future gives what was measured, in the order in which requests ended. */
  public CompletableFuture<List<Measurement>> start() {
    onLoop(this::begin);
    return result;
  }

  /**
   * How many turns were not sent because one before them had failed; to be asked when the run has
   * ended.
   */
  public int unsent() {
    return unsent;
  }

  /** Sends nothing more and abandons what is under way, of which no measurement is kept. */
  public void stop() {
    onLoop(
        () -> {
          stopped = true;
          waiting.clear();
          List.copyOf(underWay).forEach(reply -> reply.cancel(true));
          endIfIdle();
        });
  }

  /** A defect must end the run, not leave its user waiting. */
  private void onLoop(Runnable step) {
    loop.execute(guarded(step));
  }

  private void onLoopAfter(long nanos, Runnable step) {
    loop.schedule(guarded(step), nanos, TimeUnit.NANOSECONDS);
  }

  private Runnable guarded(Runnable step) {
    return () -> {
      try {
        step.run();
      } catch (RuntimeException | Error e) {
        result.completeExceptionally(e);
      }
    };
  }

  private void begin() {
    long now = clock.getAsLong();
    deadline = shape.duration() == null ? Long.MAX_VALUE : now + shape.duration().toNanos();
    if (shape.open()) {
      arriving = true;
      arrive(now);
      return;
    }
    for (int place = 0; place < shape.places() && mayBegin(now); place++) {
      occupy(make(), now);
    }
  }

  private boolean mayBegin(long now) {
    return !stopped && promised < shape.requests() && now < deadline;
  }

  private Conversation make() {
    int turns = Math.min(shape.turns(), shape.requests() - promised);
    promised += turns;
    return source.make(conversations++, turns);
  }

  /**
   * One arrival of the Poisson process: exponential gaps. The next one counts from when this one
   * should have been, not from when this thread came to it.
   */
  private void arrive(long intended) {
    if (!mayBegin(intended)) {
      arriving = false;
      endIfIdle();
      return;
    }
    Conversation conversation = make();
    if (busy < shape.places()) {
      occupy(conversation, intended);
    } else {
      waiting.add(new Waiting(conversation, intended));
    }
    double gap = -Math.log1p(-arrivals.nextDouble()) / shape.rate();
    long next = intended + (long) (gap * TimeUnit.SECONDS.toNanos(1));
    onLoopAfter(Math.max(0, next - clock.getAsLong()), () -> arrive(next));
  }

  private void occupy(Conversation conversation, long intended) {
    busy++;
    send(conversation, intended);
  }

  private void send(Conversation conversation, long intended) {
    Call call = conversation.next(intended);
    CompletableFuture<Reply> reply = sender.send(call);
    underWay.add(reply);
    reply.whenComplete(
        (answer, defect) -> onLoop(() -> ended(conversation, reply, answer, defect)));
  }

  private void ended(
      Conversation conversation, CompletableFuture<Reply> reply, Reply answer, Throwable defect) {
    underWay.remove(reply);
    if (reply.isCancelled()) {
      release(Duration.ZERO);
      return;
    }
    if (defect != null) {
      throw new IllegalStateException("a request could not be measured", defect);
    }
    Measurement measurement = answer.measurement();
    if (stopped && !measurement.succeeded()) {
      // its connection may have felt the end before the future did
      release(Duration.ZERO);
      return;
    }
    measurements.add(measurement);
    listener.ended(measurement, underWay.size());
    long now = clock.getAsLong();
    if (!measurement.succeeded()) {
      unsent += now < deadline ? conversation.left() : 0;
      release(rest(answer.retryAfter()));
    } else if (conversation.hasNext() && !stopped && now < deadline) {
      conversation.answered(answer);
      send(conversation, measurement.ended());
    } else {
      release(Duration.ZERO);
    }
  }

  private static Duration rest(Duration asked) {
    return asked == null || asked.compareTo(MOMENT) < 0 ? MOMENT : asked;
  }

  private void release(Duration rest) {
    if (shape.open() || rest.isZero() || stopped) {
      passOn();
    } else if (mayBegin(clock.getAsLong() + rest.toNanos())) {
      resting++;
      onLoopAfter(rest.toNanos(), this::rested);
    } else {
      // nothing would follow the rest, so the run does not wait for it
      busy--;
      endIfIdle();
    }
  }

  private void rested() {
    resting--;
    passOn();
  }

  /** Gives a free place to whoever waits for it, or, in a closed loop, to the next conversation. */
  private void passOn() {
    busy--;
    long now = clock.getAsLong();
    Waiting next = waiting.poll();
    if (next != null) {
      occupy(next.conversation(), next.since());
    } else if (!shape.open() && mayBegin(now)) {
      occupy(make(), now);
    }
    endIfIdle();
  }

  private void endIfIdle() {
    // others may have sent meanwhile what a resting place would have sent
    int needed = promised < shape.requests() ? busy : busy - resting;
    boolean idle = stopped ? underWay.isEmpty() : needed == 0 && waiting.isEmpty() && !arriving;
    if (idle) {
      result.complete(List.copyOf(measurements));
    }
  }
}
