// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.bench;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openautoglm.engine.api.EngineOptions;
import org.openautoglm.engine.api.InferenceEngine;

class FloorTest {

  @BeforeAll
  static void startEngine() {
    InferenceEngine.discover().start(new EngineOptions(Path.of("target/native"), 2));
  }

  @Test
  void theReadRateIsLeftOutWhereThereAreNoKernels() {
    assertThat(Floor.ofCpu(null).bytesPerSecond()).isZero();
  }

  /** On the processor, as if it were a GPU: there is none to measure. */
  @Test
  void aDeviceIsMeasuredWithLibtorchAlone() {
    Floor floor = Floor.ofDevice(Device.cpu(), "cpu", 2);
    assertThat(floor.sumBytesPerSecond()).isBetween(1e8, 1e12);
    Floor.Product product = floor.product();
    assertThat(product.type()).isEqualTo("bfloat16");
    assertThat(product.operationsPerSecond()).isBetween(1e7, 1e14);
  }
}
