// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.api.TokenizeRequest;
import org.openautoglm.serving.scheduling.Place;
import org.openautoglm.serving.testing.FakeEngine;
import org.openautoglm.serving.testing.House;

/** Scheduler, workers, devices and engine together. */
@Timeout(60)
class WorkersTest {

  /** Weights and four contexts of cache. */
  private static final long ONE_MODEL = FakeEngine.WEIGHT_BYTES + 4 * FakeEngine.CONTEXT;

  @TempDir private Path folder;

  private static TokenizeRequest text(String model) {
    return new TokenizeRequest(model, "a", null, null, true, true, null);
  }

  @Test
  void manyRequestsAtOnceLoadOneModel() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(8);
    try (House house = new House(folder).with("glm", "fine")) {
      house.engine.holdLoads();
      List<Future<?>> answers = new ArrayList<>();
      Callable<?> ask = () -> house.service.tokenize(House.USER, "req-1", text("glm"));
      for (int caller = 0; caller < 8; caller++) {
        answers.add(callers.submit(ask));
      }
      while (house.engine.loads.get() == 0) {
        Thread.sleep(1);
      }
      house.engine.releaseLoads();
      for (Future<?> answer : answers) {
        answer.get();
      }
      assertThat(house.engine.loads).hasValue(1);
      assertThat(house.devices.leases()).isEqualTo(1);
    } finally {
      callers.shutdownNow();
    }
  }

  @Test
  void theIdleModelMakesRoomForTheNextOne() throws Exception {
    try (House house = new House(folder, Map.of(), ONE_MODEL)) {
      house.with("a", "fine").with("b", "fine");
      house.service.tokenize(House.USER, "req-1", text("a"));
      house.service.tokenize(House.USER, "req-1", text("b"));
      house.service.tokenize(House.USER, "req-1", text("a"));
      assertThat(house.engine.loads).hasValue(3);
      assertThat(house.devices.leases()).isEqualTo(1);
      assertThat(house.engine.openModels).hasValue(1);
    }
  }

  @Test
  void aBusyModelKeepsItsDevice() throws Exception {
    try (House house = new House(folder, Map.of(), ONE_MODEL)) {
      house.with("a", "fine").with("b", "fine");
      try (Place<ModelWorker> busy =
          house.scheduler.admit(
              new org.openautoglm.serving.scheduling.ModelKey(
                  "a", house.service.model(House.USER, "a").version()),
              House.USER.id(),
              1)) {
        busy.instance();
        assertThatThrownBy(() -> house.service.tokenize(House.USER, "req-1", text("b")))
            .isInstanceOfSatisfying(
                ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_DEVICE))
            .hasMessageContaining("bytes free");
      }
      house.service.tokenize(House.USER, "req-1", text("b"));
    }
  }

  @Test
  void aModelNoDeviceCouldEverHoldEvictsNobody() throws Exception {
    try (House house = new House(folder, Map.of(), FakeEngine.WEIGHT_BYTES + 10)) {
      house.with("a", "fine");
      assertThatThrownBy(() -> house.service.tokenize(House.USER, "req-1", text("a")))
          .isInstanceOfSatisfying(
              ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_DEVICE))
          .hasMessageContaining("the device has 1 MiB");
    }
  }

  @Test
  void aFailedLoadGivesItsDeviceBack() throws Exception {
    try (House house = new House(folder).with("glm", "unloadable")) {
      assertThatThrownBy(() -> house.service.tokenize(House.USER, "req-1", text("glm")))
          .isInstanceOfSatisfying(
              ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_BROKEN));
      assertThat(house.devices.leases()).isZero();
    }
  }

  @Test
  void aHeapThatIsTooSmallIsToldAndOtherModelsGoOn() throws Exception {
    try (House house =
        new House(folder).with("large", "too large for the heap").with("glm", "fine")) {
      assertThatThrownBy(() -> house.service.tokenize(House.USER, "req-1", text("large")))
          .isInstanceOfSatisfying(
              ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_DEVICE))
          .hasMessageContaining("heap is too small to load the model 'large'");
      assertThat(house.devices.leases()).isZero();
      assertThat(house.service.tokenize(House.USER, "req-2", text("glm")).tokens()).isNotEmpty();
    }
  }

  @Test
  void stoppingWhileAModelLoadsGivesEverythingBack() throws Exception {
    House house = new House(folder).with("glm", "fine");
    house.engine.holdLoads();
    Thread caller =
        new Thread(
            () ->
                assertThatThrownBy(() -> house.service.tokenize(House.USER, "req-1", text("glm")))
                    .hasMessageContaining("stopping"));
    caller.start();
    while (house.engine.loads.get() == 0) {
      Thread.sleep(1);
    }
    Thread releasing =
        new Thread(
            () -> {
              try {
                caller.join();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              house.engine.releaseLoads();
            });
    releasing.start();
    house.close();
  }

  @Test
  void everythingIsGivenBackOverAndOver() throws Exception {
    for (int redeployment = 0; redeployment < 20; redeployment++) {
      try (House house = new House(folder).with("glm", "fine").with("b", "fine")) {
        house.service.tokenize(House.USER, "req-1", text("glm"));
        house.service.tokenize(House.USER, "req-1", text("b"));
      }
    }
  }
}
