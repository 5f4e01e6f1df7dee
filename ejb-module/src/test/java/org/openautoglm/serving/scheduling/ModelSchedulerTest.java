// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.testing.FakeClock;

@Timeout(30)
class ModelSchedulerTest {
  private static final ModelKey GLM = new ModelKey("glm", "v1");
  private static final ModelKey LLAMA = new ModelKey("llama", "v1");
  private static final ModelKey QWEN = new ModelKey("qwen", "v1");
  private static final String USER = "key:1";

  private final ExecutorService callers = Executors.newCachedThreadPool();
  private final FakeClock clock = new FakeClock();
  private final BlockingQueue<FakeInstance> created = new LinkedBlockingQueue<>();
  private final AtomicInteger room = new AtomicInteger(2);
  private final AtomicReference<Error> factoryFailure = new AtomicReference<>();
  private final AtomicReference<Runnable> beforeNoRoom = new AtomicReference<>(() -> {});
  private final ModelScheduler<FakeInstance> scheduler =
      new ModelScheduler<>(this::create, 8, Duration.ofSeconds(5), clock);

  private FakeInstance create(ModelKey key) throws NoRoomException {
    Error failure = factoryFailure.getAndSet(null);
    if (failure != null) {
      throw failure;
    }
    if (room.getAndUpdate(free -> Math.max(0, free - 1)) == 0) {
      beforeNoRoom.getAndSet(() -> {}).run();
      throw new NoRoomException("cpu has 0 bytes free", null);
    }
    FakeInstance instance = new FakeInstance(key, room::incrementAndGet);
    created.add(instance);
    return instance;
  }

  @AfterEach
  void stopCallers() {
    callers.shutdownNow();
  }

  @Test
  void twoRequestsForOneModelWaitForOneLoad() throws Exception {
    Future<FakeInstance> first = request(GLM);
    Future<FakeInstance> second = request(GLM);
    FakeInstance instance = nextCreated();
    instance.listener.onProgress(0.25);
    assertThat(scheduler.status(GLM))
        .isEqualTo(new InstanceStatus(InstanceStatus.Phase.LOADING, 0.25, null));

    instance.listener.onReady();

    assertThat(first.get()).isSameAs(instance);
    assertThat(second.get()).isSameAs(instance);
    assertThat(created).isEmpty();
  }

  @Test
  void onlyInstancesThatServeAreShown() throws Exception {
    Future<FakeInstance> waiting = request(GLM);
    FakeInstance glm = nextCreated();
    assertThat(scheduler.ready()).isEmpty();

    clock.pass(Duration.ofSeconds(3));
    glm.listener.onReady();
    waiting.get();
    ReadyInstance<FakeInstance> shown = new ReadyInstance<>(GLM, glm, clock.instant());
    clock.pass(Duration.ofSeconds(4));
    request(LLAMA);
    nextCreated();
    assertThat(scheduler.ready()).containsExactly(shown);

    glm.end(new ServingException(ErrorCode.INTERNAL, "broken"));
    assertThat(scheduler.ready()).isEmpty();
  }

  @Test
  void aFailedLoadFailsEveryoneWhoWaitedAndIsNotTriedAgainForAWhile() throws Exception {
    Place<FakeInstance> early = scheduler.admit(GLM, USER, 1);
    Future<FakeInstance> first = request(GLM);
    Future<FakeInstance> second = callers.submit(() -> early.instance());
    FakeInstance instance = nextCreated();

    instance.end(new ServingException(ErrorCode.MODEL_BROKEN, "truncated", "model"));

    assertFails(first, ErrorCode.MODEL_BROKEN);
    assertFails(second, ErrorCode.MODEL_BROKEN);
    assertFails(request(GLM), ErrorCode.MODEL_BROKEN);
    assertThat(scheduler.status(GLM).failure()).hasMessage("truncated");
    assertThat(created).isEmpty();

    clock.pass(Duration.ofSeconds(5));
    Future<FakeInstance> later = request(GLM);
    nextCreated().listener.onReady();
    assertThat(later.get()).isNotNull();
  }

  @Test
  void anErrorWhileAnInstanceIsMadeFailsThoseWhoWaitAndNothingElse() throws Exception {
    factoryFailure.set(new OutOfMemoryError("unable to create native thread"));
    assertFails(request(GLM), ErrorCode.INTERNAL);

    clock.pass(Duration.ofSeconds(5));
    Future<FakeInstance> later = request(GLM);
    nextCreated().listener.onReady();
    assertThat(later.get()).isNotNull();
  }

  @Test
  void roomThatBecomesFreeWhileItIsAskedForIsUsed() throws Exception {
    room.set(1);
    Future<FakeInstance> first = request(GLM);
    FakeInstance glm = nextCreated();
    glm.listener.onReady();
    first.get();
    beforeNoRoom.set(() -> glm.end(null));

    Future<FakeInstance> second = request(LLAMA);
    FakeInstance llama = nextCreated();
    llama.listener.onReady();
    assertThat(second.get()).isSameAs(llama);
  }

  @Test
  void oneWhoSawALoadFailIsToldSoEvenWhenItHasBeenTriedAgainSince() throws Exception {
    Place<FakeInstance> slow = scheduler.admit(GLM, USER, 1);
    Future<FakeInstance> quick = request(GLM);
    nextCreated().end(new ServingException(ErrorCode.MODEL_BROKEN, "truncated", "model"));
    assertFails(quick, ErrorCode.MODEL_BROKEN);
    clock.pass(Duration.ofSeconds(5));
    request(GLM);
    nextCreated();

    assertThatThrownBy(slow::instance).hasMessage("truncated");
  }

  @Test
  void aFailureOfTheSurroundingsIsTriedAgainByTheNextRequest() throws Exception {
    Future<FakeInstance> first = request(GLM);
    nextCreated().end(new ServingException(ErrorCode.ENGINE_UNAVAILABLE, "disk full"));
    assertFails(first, ErrorCode.ENGINE_UNAVAILABLE);

    Future<FakeInstance> second = request(GLM);
    nextCreated().listener.onReady();
    assertThat(second.get()).isNotNull();
  }

  @Test
  void changedFilesAreLoadedAtOnceThoughTheOldOnesFailed() throws Exception {
    Future<FakeInstance> first = request(GLM);
    nextCreated().end(new ServingException(ErrorCode.MODEL_BROKEN, "truncated", "model"));
    assertFails(first, ErrorCode.MODEL_BROKEN);

    ModelKey repaired = new ModelKey("glm", "v2");
    Future<FakeInstance> second = request(repaired);
    nextCreated().listener.onReady();
    assertThat(second.get().key).isEqualTo(repaired);
  }

  @Test
  void whoeverLeavesWhileItLoadsStopsWaitingAndOthersDoNot() throws Exception {
    Future<FakeInstance> stays = request(GLM);
    FakeInstance glm = nextCreated();
    try (Place<FakeInstance> place = scheduler.admit(GLM, USER, 1)) {
      AtomicInteger looks = new AtomicInteger();
      assertThatThrownBy(() -> place.instance(() -> looks.incrementAndGet() == 2))
          .isInstanceOfSatisfying(
              ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
    }
    glm.listener.onReady();
    assertThat(stays.get()).isSameAs(glm);
  }

  @Test
  void theModelIdleLongestMakesRoom() throws Exception {
    FakeInstance glm = loadAndLeave(GLM);
    clock.pass(Duration.ofSeconds(1));
    FakeInstance llama = loadAndLeave(LLAMA);
    clock.pass(Duration.ofSeconds(1));
    try (Place<FakeInstance> again = scheduler.admit(GLM, USER, 1)) {
      assertThat(again.instance()).isSameAs(glm);
    }

    Future<FakeInstance> qwen = request(QWEN);
    awaitStop(llama);
    assertThat(glm.stopAsked).isFalse();
    llama.end(null);

    FakeInstance third = nextCreated();
    third.listener.onReady();
    assertThat(qwen.get()).isSameAs(third);
  }

  @Test
  void aBusyModelIsNotUnloadedAndTheNewRequestIsToldSoAtOnce() throws Exception {
    request(GLM);
    FakeInstance glm = nextCreated();
    request(LLAMA);
    FakeInstance llama = nextCreated();
    glm.listener.onReady();
    llama.listener.onReady();

    assertFails(request(QWEN), ErrorCode.NO_DEVICE);
    assertThat(glm.stopAsked || llama.stopAsked).isFalse();
    assertThat(scheduler.status(QWEN).phase()).isEqualTo(InstanceStatus.Phase.ABSENT);
  }

  @Test
  void aRequestForAModelThatIsBeingUnloadedWaitsAndLoadsItAgain() throws Exception {
    FakeInstance old = loadAndLeave(GLM);
    assertThat(scheduler.unload(GLM)).isTrue();
    Future<FakeInstance> again = request(GLM);
    assertThat(created.poll(50, TimeUnit.MILLISECONDS)).isNull();

    old.end(null);

    FakeInstance fresh = nextCreated();
    fresh.listener.onReady();
    assertThat(again.get()).isSameAs(fresh);
  }

  @Test
  void oneWhoGivesUpWaitingLeavesTheLoadToTheOthers() throws Exception {
    Thread impatient =
        new Thread(
            () -> {
              try (Place<FakeInstance> place = scheduler.admit(GLM, USER, 1)) {
                assertThatThrownBy(place::instance).isInstanceOf(InterruptedException.class);
              }
            });
    impatient.start();
    FakeInstance instance = nextCreated();
    Future<FakeInstance> patient = request(GLM);
    impatient.interrupt();
    impatient.join();

    instance.listener.onReady();
    assertThat(patient.get()).isSameAs(instance);
  }

  @Test
  void aTenantHasHalfOfTheLimitAtEachModelUntilSomeOfItsSequencesLeave() {
    assertThat(scheduler.largestRequest()).isEqualTo(4);
    Place<FakeInstance> three = scheduler.admit(GLM, USER, 3);
    scheduler.admit(LLAMA, USER, 4).close();
    assertRefused("key:1", 2, "at most 8 sequences; 0 of other callers and 3 of yours", "4 now");

    three.close();
    three.close();

    scheduler.admit(GLM, USER, 4).close();
    assertRefused("key:1", 5, "0 of yours", "4 now");
  }

  @Test
  void whoeverComesNextHasHalfOfWhatTheOthersLeave() {
    Place<FakeInstance> first = scheduler.admit(GLM, "key:1", 4);
    assertRefused("key:2", 3, "4 of other callers and 0 of yours", "2 now");
    scheduler.admit(GLM, "key:2", 2);
    scheduler.admit(GLM, "key:3", 1);
    scheduler.admit(GLM, "key:4", 1);
    assertRefused("key:5", 1, "8 of other callers and 0 of yours", "0 now");
    assertRefused("key:2", 1, "6 of other callers and 2 of yours", "1 now");

    first.close();

    scheduler.admit(GLM, "key:2", 1);
    scheduler.admit(GLM, "key:5", 2);
  }

  @Test
  void whoeverCanGoOnWithFewerGetsHalfOfWhatIsLeft() {
    assertThat(scheduler.admitSome(GLM, USER, 3).sequences()).isEqualTo(2);
    assertThat(scheduler.admitSome(GLM, USER, 3).sequences()).isEqualTo(1);
    Place<FakeInstance> last = scheduler.admitSome(GLM, USER, 3);
    assertThat(last.sequences()).isEqualTo(1);
    assertThatThrownBy(() -> scheduler.admitSome(GLM, USER, 3)).hasMessageContaining("4 of yours");
    last.close();
    assertThat(scheduler.admitSome(GLM, USER, 1).sequences()).isEqualTo(1);
  }

  private void assertRefused(String tenant, int sequences, String... reasons) {
    assertThatThrownBy(() -> scheduler.admit(GLM, tenant, sequences))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.QUEUE_FULL))
        .hasMessageContainingAll(reasons);
  }

  @Test
  void aVersionThatIsGoneIsUnloadedWhenItsLastRequestLeaves() throws Exception {
    Place<FakeInstance> place = scheduler.admit(GLM, USER, 1);
    Future<FakeInstance> instance = callers.submit(() -> place.instance());
    FakeInstance old = nextCreated();
    old.listener.onReady();
    instance.get();

    scheduler.retain(Set.of(new ModelKey("glm", "v2")));
    assertThat(old.stopAsked).isFalse();
    place.close();

    assertThat(old.stopAsked).isTrue();
    old.end(null);
    assertThat(scheduler.status(GLM).phase()).isEqualTo(InstanceStatus.Phase.ABSENT);
  }

  @Test
  void aBrokenInstanceIsReplacedByTheNextRequest() throws Exception {
    FakeInstance first = loadAndLeave(GLM);
    first.end(new ServingException(ErrorCode.INTERNAL, "step loop broke"));

    Future<FakeInstance> next = request(GLM);
    FakeInstance second = nextCreated();
    second.listener.onReady();
    assertThat(next.get()).isSameAs(second);
  }

  @Test
  void closingFailsThoseWhoWaitAndReturnsWhenEverythingIsGivenBack() throws Exception {
    Future<FakeInstance> waiting = request(GLM);
    FakeInstance instance = nextCreated();
    Future<?> closing = callers.submit(() -> scheduler.close(Duration.ofSeconds(20)));

    assertFails(waiting, ErrorCode.SHUTTING_DOWN);
    awaitStop(instance);
    assertThat(closing.isDone()).isFalse();
    instance.end(null);

    assertThat(closing.get()).isEqualTo(java.util.List.of());
    assertThatThrownBy(() -> scheduler.admit(GLM, USER, 1)).hasMessageContaining("stopping");
  }

  @Test
  void closingNamesWhatIsStillHeldWhenItsPatienceEnds() throws Exception {
    loadAndLeave(GLM);
    assertThat(scheduler.close(Duration.ofMillis(10))).containsExactly(GLM);
  }

  private Future<FakeInstance> request(ModelKey key) {
    Place<FakeInstance> place = scheduler.admit(key, USER, 1);
    return callers.submit(
        () -> {
          try {
            return place.instance();
          } catch (ServingException e) {
            place.close();
            throw e;
          }
        });
  }

  private FakeInstance loadAndLeave(ModelKey key) throws Exception {
    try (Place<FakeInstance> place = scheduler.admit(key, USER, 1)) {
      Future<FakeInstance> instance = callers.submit(() -> place.instance());
      nextCreated().listener.onReady();
      return instance.get();
    }
  }

  private FakeInstance nextCreated() throws InterruptedException {
    FakeInstance instance = created.poll(10, TimeUnit.SECONDS);
    assertThat(instance).as("an instance is created").isNotNull();
    // it is started under the scheduler's lock, which this passes through
    scheduler.status(instance.key);
    while (instance.listener == null) {
      Thread.sleep(1);
      scheduler.status(instance.key);
    }
    return instance;
  }

  private static void awaitStop(FakeInstance instance) throws InterruptedException {
    for (int tries = 0; tries < 5_000 && !instance.stopAsked; tries++) {
      Thread.sleep(1);
    }
    assertThat(instance.stopAsked).isTrue();
  }

  private static void assertFails(Future<FakeInstance> request, ErrorCode code) {
    assertThatThrownBy(request::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(ServingException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
