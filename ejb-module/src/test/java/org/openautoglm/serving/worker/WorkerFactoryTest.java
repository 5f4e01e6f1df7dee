// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.api.TokenizeRequest;
import org.openautoglm.serving.testing.FakeDevices;
import org.openautoglm.serving.testing.FakeEngine;
import org.openautoglm.serving.testing.House;

/** Which device a model gets. */
class WorkerFactoryTest {
  private static final long PLENTY = 1_000_000;
  private static final long TOO_LITTLE = FakeEngine.WEIGHT_BYTES / 2;

  @TempDir private Path folder;

  private static FakeDevices devices(long cpu, long gpu) {
    return new FakeDevices(new TreeMap<>(Map.of("cpu", cpu, "gpu:0", gpu)));
  }

  private static String device(House house) {
    house.service.tokenize(
        House.USER, "req-1", new TokenizeRequest("glm", "a", null, null, true, true, null));
    return house.devices.devices().stream()
        .filter(device -> device.lentBytes() > 0)
        .findFirst()
        .orElseThrow()
        .device();
  }

  @Test
  void theFirstWithRoomIsTakenThoughAnotherOneIsLarger() throws Exception {
    try (House house = new House(folder, Map.of(), devices(PLENTY, 2 * PLENTY))) {
      assertThat(device(house.with("glm", "fine"))).isEqualTo("cpu");
    }
  }

  @Test
  void oneThatIsTooSmallOrComputesNothingIsPassedOver() throws Exception {
    try (House house = new House(folder, Map.of(), devices(TOO_LITTLE, PLENTY))) {
      assertThat(device(house.with("glm", "fine"))).isEqualTo("gpu:0");
    }
    try (House house = new House(folder, Map.of(), devices(PLENTY, PLENTY))) {
      house.engine.unusableDevice = "cpu";
      assertThat(device(house.with("glm", "fine"))).isEqualTo("gpu:0");
    }
  }

  @Test
  void whereNoneIsFitTheReasonIsTold() throws Exception {
    try (House house = new House(folder, Map.of(), devices(TOO_LITTLE, TOO_LITTLE))) {
      house.with("glm", "fine");
      assertThatThrownBy(() -> device(house))
          .isInstanceOfSatisfying(
              ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_DEVICE))
          .hasMessageContaining("the device has 1 MiB");
    }
  }
}
