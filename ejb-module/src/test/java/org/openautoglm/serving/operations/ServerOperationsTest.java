// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openautoglm.serving.api.Caller;
import org.openautoglm.serving.api.CompletionRequest;
import org.openautoglm.serving.api.DeviceView;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.GenerationSettings;
import org.openautoglm.serving.api.GenerationStream;
import org.openautoglm.serving.api.OperationsService;
import org.openautoglm.serving.api.PromptInput;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.api.TokenizeRequest;
import org.openautoglm.serving.api.WorkerView;
import org.openautoglm.serving.api.WorkerView.Work;
import org.openautoglm.serving.audit.AuditDesk;
import org.openautoglm.serving.audit.AuditEntry;
import org.openautoglm.serving.audit.AuditOutcome;
import org.openautoglm.serving.testing.FakeEngine;
import org.openautoglm.serving.testing.House;

@Timeout(60)
class ServerOperationsTest {
  private static final int CACHE_TOKENS = 4 * FakeEngine.CONTEXT;
  private static final long ONE_MODEL = FakeEngine.WEIGHT_BYTES + CACHE_TOKENS;

  @TempDir private Path folder;

  private static OperationsService operations(House house) {
    return new ServerOperations(
        house.scheduler,
        house.devices,
        new AuditDesk(
            house.audit::add, (activity, failure) -> house.failures.add(failure), house.clock));
  }

  @Test
  void beforeAModelIsLoadedThereAreOnlyDevices() throws Exception {
    try (House house = new House(folder, Map.of(), 10_000).with("glm", "fine")) {
      assertThat(operations(house).workers(House.ADMIN, "req-1")).isEmpty();
      assertThat(operations(house).devices(House.ADMIN, "req-1"))
          .containsExactly(new DeviceView("cpu", 2, 10_000, 0, 0));
    }
  }

  @Test
  void aLoadedModelIsShownWithItsLease() throws Exception {
    try (House house = new House(folder, Map.of(), 10_000).with("glm", "fine")) {
      Instant loaded = house.clock.instant();
      load(house, "glm");
      house.clock.pass(Duration.ofMinutes(5));

      assertThat(operations(house).workers(House.ADMIN, "req-1"))
          .containsExactly(
              new WorkerView(
                  "glm",
                  house.service.model(House.USER, "glm").version(),
                  loaded,
                  "float32",
                  new WorkerView.Lease("cpu", ONE_MODEL, 2),
                  new Work(0, 0, new WorkerView.Cache(CACHE_TOKENS, 0, 0, 0), computed(0, 0, 0))));
      assertThat(operations(house).devices(House.ADMIN, "req-1"))
          .containsExactly(new DeviceView("cpu", 2, 10_000, ONE_MODEL, 1));
    }
  }

  @Test
  void modelsAreShownByName() throws Exception {
    try (House house = new House(folder).with("qwen", "fine").with("glm", "fine")) {
      load(house, "qwen");
      load(house, "glm");

      assertThat(operations(house).workers(House.ADMIN, "req-1"))
          .extracting(WorkerView::model)
          .containsExactly("glm", "qwen");
    }
  }

  @Test
  void aModelThatIsBeingLoadedHoldsADeviceButIsNoWorkerYet() throws Exception {
    try (House house = new House(folder).with("glm", "fine")) {
      house.engine.holdLoads();
      Thread caller = new Thread(() -> load(house, "glm"));
      caller.start();
      while (house.engine.loads.get() == 0) {
        Thread.sleep(1);
      }

      assertThat(operations(house).workers(House.ADMIN, "req-1")).isEmpty();
      assertThat(operations(house).devices(House.ADMIN, "req-1"))
          .extracting(DeviceView::leases)
          .containsExactly(1);
      house.engine.releaseLoads();
      caller.join();
    }
  }

  @Test
  void aSequenceIsSeenRunningAndGoneOnceItsCallerHangsUp() throws Exception {
    try (House house = new House(folder).with("glm", "fine")) {
      house.engine.holdSteps();
      GenerationStream stream =
          house.service.complete(
              House.USER,
              "req-1",
              new CompletionRequest(
                  "glm", List.of(new PromptInput.Tokens(List.of(97, 98, 99))), false, fortyMore()));
      house.engine.permitSteps(2);
      Work before = awaitSteps(house, 2);

      stream.close();
      house.engine.permitSteps(1);
      Work after = awaitSteps(house, 3);

      assertThat(before.running()).isEqualTo(1);
      assertThat(before.cache().usedTokens()).isEqualTo(3 + 40);
      assertThat(before.computed()).isEqualTo(computed(2, 3, 2));
      assertThat(after.running()).isZero();
      assertThat(after.cache().usedTokens()).isZero();
      assertThat(after.computed()).isEqualTo(computed(3, 3, 2));
    }
  }

  @Test
  void onlyAdministratorsMayLookAndOthersLeaveARecord() throws Exception {
    try (House house = new House(folder)) {
      operations(house).workers(House.ADMIN, "req-1");
      operations(house).devices(House.ADMIN, "req-1");
      for (Caller caller : List.of(House.USER, House.NOBODY)) {
        assertRefused(() -> operations(house).workers(caller, "req-1"));
        assertRefused(() -> operations(house).devices(caller, "req-2"));
      }
      assertThat(house.audit)
          .extracting(
              AuditEntry::caller, AuditEntry::requestId, AuditEntry::operation, AuditEntry::outcome)
          .containsExactly(
              tuple(House.USER, "req-1", "worker.list", AuditOutcome.REFUSED),
              tuple(House.USER, "req-2", "device.list", AuditOutcome.REFUSED),
              tuple(House.NOBODY, "req-1", "worker.list", AuditOutcome.REFUSED),
              tuple(House.NOBODY, "req-2", "device.list", AuditOutcome.REFUSED));
    }
  }

  private static void assertRefused(ThrowingCallable question) {
    assertThatThrownBy(question)
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ACCESS_DENIED))
        .hasMessageContaining("ADMIN");
  }

  private static Work awaitSteps(House house, long steps) throws InterruptedException {
    while (true) {
      Work work = operations(house).workers(House.ADMIN, "req-1").get(0).work();
      if (work.computed().steps() == steps) {
        return work;
      }
      Thread.sleep(1);
    }
  }

  private static void load(House house, String model) {
    house.service.tokenize(
        House.USER, "req-1", new TokenizeRequest(model, "a", null, null, true, true, null));
  }

  private static WorkerView.Computed computed(long steps, long prompt, long generated) {
    return new WorkerView.Computed(
        steps,
        new WorkerView.PromptTokens(prompt, 0, 0),
        new WorkerView.AnswerTokens(generated, 0, 0));
  }

  private static GenerationSettings fortyMore() {
    return new GenerationSettings(
        40, null, null, null, null, null, null, null, null, true, null, null, null, null, null,
        null, null, null);
  }
}
