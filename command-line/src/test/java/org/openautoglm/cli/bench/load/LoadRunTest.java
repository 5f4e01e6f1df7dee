// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.openautoglm.cli.bench.client.Call;
import org.openautoglm.cli.bench.client.Endpoint;
import org.openautoglm.cli.bench.client.Failure;
import org.openautoglm.cli.bench.client.Measurement;
import org.openautoglm.cli.bench.client.Reply;
import org.openautoglm.cli.bench.client.Sender;
import org.openautoglm.cli.bench.client.TokenCounts;

class LoadRunTest {

  /** Answers after a while, and counts. */
  private static final class FakeSender implements Sender {
    private final ScheduledExecutorService timer;
    private final int millis;
    private final List<Call> calls = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private Failure failure;
    private Duration retryAfter;

    FakeSender(ScheduledExecutorService timer, int millis) {
      this.timer = timer;
      this.millis = millis;
    }

    @Override
    public CompletableFuture<Reply> send(Call call) {
      calls.add(call);
      most.accumulateAndGet(running.incrementAndGet(), Math::max);
      long sent = System.nanoTime();
      CompletableFuture<Reply> reply = new CompletableFuture<>();
      timer.schedule(() -> answer(call, sent, reply), millis, TimeUnit.MILLISECONDS);
      return reply;
    }

    private void answer(Call call, long sent, CompletableFuture<Reply> reply) {
      running.decrementAndGet();
      reply.complete(reply(call, sent, failure, retryAfter));
    }

    static Reply reply(Call call, long sent, Failure failure, Duration retryAfter) {
      long now = System.nanoTime();
      Measurement measurement =
          new Measurement(
              call.turn(),
              call.askedTokens(),
              call.intended(),
              sent,
              new long[] {now},
              now,
              new TokenCounts(3, 1, 0, true),
              failure);
      return new Reply(measurement, "x", List.of(), retryAfter);
    }
  }

  @Property(tries = 25)
  void aClosedLoopSendsExactlyWhatWasAskedAndNeverMoreAtATime(
      @ForAll @IntRange(min = 1, max = 9) int concurrency,
      @ForAll @IntRange(min = 1, max = 40) int requests,
      @ForAll @IntRange(min = 1, max = 4) int turns) {
    try (Loop loop = new Loop(1)) {
      List<Measurement> measured =
          loop.run(new LoadShape(concurrency, 0, requests, null, turns)).join();
      assertThat(measured).hasSize(requests);
      assertThat(loop.sender.calls).hasSize(requests);
      assertThat(loop.sender.most.get()).isLessThanOrEqualTo(concurrency);
      assertThat(measured).allSatisfy(m -> assertThat(m.turn()).isBetween(1, turns));
    }
  }

  @Test
  void aClosedLoopKeepsAllItsPlacesBusy() {
    try (Loop loop = new Loop(20)) {
      loop.run(new LoadShape(5, 0, 20, null, 1)).join();
      assertThat(loop.sender.most.get()).isEqualTo(5);
    }
  }

  /** Coordinated omission: a server that holds everything up must not look fast. */
  @Test
  void anOpenLoopCountsFromTheArrivalAlsoForThoseThatHadToWait() {
    try (Loop loop = new Loop(40)) {
      List<Measurement> measured = loop.run(new LoadShape(1, 1_000, 10, null, 1)).join();
      assertThat(measured).hasSize(10);
      assertThat(loop.sender.most.get()).isEqualTo(1);
      Measurement last = measured.get(9);
      assertThat(last.ended() - last.sent()).isLessThan(last.endToEnd());
      assertThat(TimeUnit.NANOSECONDS.toMillis(last.endToEnd())).isGreaterThan(9 * 40 - 150);
      assertThat(measured).extracting(Measurement::intended).isSorted();
    }
  }

  @Test
  void anOpenLoopDoesNotWaitForAnswers() {
    try (Loop loop = new Loop(300)) {
      loop.run(new LoadShape(0, 500, 20, null, 1)).join();
      assertThat(loop.sender.most.get()).isGreaterThan(10);
    }
  }

  @Test
  void theSameSeedArrivesAtTheSameMoments() {
    assertThat(arrivals(5)).isEqualTo(arrivals(5)).isNotEqualTo(arrivals(6));
  }

  private static List<Long> arrivals(long seed) {
    try (Loop loop = new Loop(1)) {
      loop.seed = seed;
      List<Long> times =
          loop.run(new LoadShape(0, 2_000, 10, null, 1)).join().stream()
              .map(Measurement::intended)
              .sorted()
              .toList();
      return times.stream().map(time -> time - times.get(0)).toList();
    }
  }

  @Test
  void afterTheDurationNothingBegins() {
    try (Loop loop = new Loop(5)) {
      LoadShape shape = new LoadShape(2, 0, Integer.MAX_VALUE, Duration.ofMillis(200), 1);
      List<Measurement> measured = loop.run(shape).join();
      long first = measured.get(0).intended();
      assertThat(measured)
          .isNotEmpty()
          .allSatisfy(m -> assertThat(m.intended() - first).isLessThan(200_000_000L));
    }
  }

  @Test
  void aPlaceThatWasRefusedRestsAsLongAsTheServerAsked() {
    try (Loop loop = new Loop(1)) {
      loop.sender.failure = new Failure("http_429", "");
      loop.sender.retryAfter = Duration.ofMillis(300);
      List<Measurement> measured = loop.run(new LoadShape(1, 0, 2, null, 1)).join();
      assertThat(measured).hasSize(2);
      assertThat(measured.get(1).intended() - measured.get(0).ended())
          .isGreaterThanOrEqualTo(290_000_000L);
    }
  }

  @Test
  void aServerThatAsksForNoRestGetsAMomentAllTheSame() {
    try (Loop loop = new Loop(1)) {
      loop.sender.failure = new Failure("http_429", "");
      loop.sender.retryAfter = Duration.ZERO;
      List<Measurement> measured = loop.run(new LoadShape(1, 0, 2, null, 1)).join();
      assertThat(measured.get(1).intended() - measured.get(0).ended())
          .isGreaterThanOrEqualTo(190_000_000L);
    }
  }

  @Test
  void aRestAfterWhichNothingIsSentIsNotWaitedFor() throws Exception {
    for (LoadShape shape :
        List.of(
            new LoadShape(2, 0, 2, null, 1),
            new LoadShape(2, 0, Integer.MAX_VALUE, Duration.ofSeconds(20), 1))) {
      try (Loop loop = new Loop(1)) {
        loop.sender.failure = new Failure("http_429", "");
        loop.sender.retryAfter = Duration.ofSeconds(60);
        assertThat(loop.run(shape).get(15, TimeUnit.SECONDS)).hasSize(2);
      }
    }
  }

  @Test
  void aRestIsNotWaitedForWhenOthersHaveSentTheRemainder() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    Failure refused = new Failure("http_429", "");
    Sender firstRefused =
        call ->
            CompletableFuture.completedFuture(
                FakeSender.reply(
                    call,
                    System.nanoTime(),
                    calls.getAndIncrement() == 0 ? refused : null,
                    Duration.ofSeconds(60)));
    try (Loop loop = new Loop(1)) {
      LoadRun run = loop.make(new LoadShape(2, 0, 4, null, 1), firstRefused);
      assertThat(run.start().get(15, TimeUnit.SECONDS)).hasSize(4);
    }
  }

  @Test
  void aFailedTurnEndsItsConversation() {
    try (Loop loop = new Loop(1)) {
      loop.sender.failure = new Failure(Failure.BROKEN_STREAM, "");
      LoadRun run = loop.make(new LoadShape(1, 0, 6, null, 3));
      assertThat(run.start().orTimeout(60, TimeUnit.SECONDS).join())
          .extracting(Measurement::turn)
          .containsExactly(1, 1);
      assertThat(run.unsent()).isEqualTo(4);
    }
  }

  @Test
  void aStoppedRunGivesWhatItHasAtOnce() throws Exception {
    try (Loop loop = new Loop(60_000)) {
      LoadRun run = loop.make(new LoadShape(3, 0, 10, null, 1));
      CompletableFuture<List<Measurement>> result = run.start();
      while (loop.sender.calls.size() < 3) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      run.stop();
      assertThat(result.get(10, TimeUnit.SECONDS)).isEmpty();
      assertThat(loop.sender.calls).hasSize(3);
    }
  }

  @Test
  void aDefectOfTheSenderEndsTheRun() {
    try (Loop loop = new Loop(1)) {
      Sender faulty = call -> CompletableFuture.failedFuture(new IllegalStateException("defect"));
      LoadRun run = loop.make(new LoadShape(1, 0, 1, null, 1), faulty);
      Assertions.assertThatExceptionOfType(CompletionException.class)
          .isThrownBy(() -> run.start().orTimeout(10, TimeUnit.SECONDS).join())
          .withStackTraceContaining("defect");
    }
  }

  @Test
  void aLoadWithoutEndOrWithoutBeginningIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LoadShape(1, 0, Integer.MAX_VALUE, null, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new LoadShape(0, 0, 1, null, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new LoadShape(1, -1, 1, null, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new LoadShape(1, 0, 0, null, 1));
  }

  /** A loop of its own for each test. */
  private static final class Loop implements AutoCloseable {
    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final FakeSender sender;
    private long seed = 1;

    Loop(int millis) {
      sender = new FakeSender(timer, millis);
    }

    CompletableFuture<List<Measurement>> run(LoadShape shape) {
      return make(shape).start().orTimeout(60, TimeUnit.SECONDS);
    }

    LoadRun make(LoadShape shape) {
      return make(shape, sender);
    }

    LoadRun make(LoadShape shape, Sender to) {
      RequestOptions options =
          new RequestOptions("m", 0, false, false, JsonValue.EMPTY_JSON_OBJECT);
      ConversationSource source =
          new ConversationSource(
              Endpoint.CHAT, Vocabulary.common(), options, LengthMix.of(4, 2), 0, seed);
      return new LoadRun(shape, source, to, (m, running) -> {}, loop, System::nanoTime);
    }

    @Override
    public void close() {
      loop.shutdownNow();
      timer.shutdownNow();
    }
  }
}
