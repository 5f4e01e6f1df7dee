// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceSettingsTest {
  private static final long GIB = 1L << 30;

  private static List<Device> read(String devices, String memory, String threads) {
    return new DeviceSettings(new FakeMachine(16 * GIB, List.of(0, 2)))
        .read(devices, memory, threads);
  }

  private static final long DEFAULT_MEMORY = (long) (0.7 * 16 * GIB) - GIB;

  @Test
  void byDefaultTheProcessorIsLentWithMostOfTheMemory() {
    assertThat(read("auto", "auto", "0")).containsExactly(new Device("cpu", 8, DEFAULT_MEMORY));
    assertThat(read(null, " ", null)).containsExactly(new Device("cpu", 8, DEFAULT_MEMORY));
  }

  @Test
  void gpusThatWereFoundAreLentOnceTheirMemoryIsSet() {
    assertThat(read("auto", "gpu:2=80g", "0"))
        .containsExactly(new Device("cpu", 8, DEFAULT_MEMORY), new Device("gpu:2", 8, 80 * GIB));
  }

  @Test
  void devicesAreLentInTheOrderTheyAreNamedIn() {
    assertThat(read(" GPU:1 , cpu ", "cpu=12G, gpu:1=512m", "3"))
        .containsExactly(new Device("gpu:1", 3, GIB / 2), new Device("cpu", 3, 12 * GIB));
  }

  @ParameterizedTest
  @CsvSource({"7,7", "7k,7168", "7mb,7340032", "12g,12884901888", "2T,2199023255552"})
  void aPlainSizeIsTheProcessors(String written, long bytes) {
    assertThat(read("cpu", written, "1")).containsExactly(new Device("cpu", 1, bytes));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tpu          | auto              | 0  | 'tpu'",
        "cpu,         | auto              | 0  | allowed are auto, cpu and gpu:N",
        "cpu,cpu      | auto              | 0  | named twice",
        "gpu:0        | auto              | 0  | gpu:0=80g",
        "cpu          | gpu:0=1g          | 0  | gpu:0 is not among the devices 'cpu'",
        "auto         | gpu:1=1g          | 0  | gpu:1 is not among the devices",
        "cpu          | -1g               | 0  | '-1g'",
        "cpu          | 1.5g              | 0  | '1.5g'",
        "cpu          | cpu=1g,2g         | 0  | cpu is set twice",
        "cpu          | cpu=1g=2g         | 0  | 'cpu=1g=2g'",
        "cpu          | 999999999999t     | 0  | more than can be counted",
        "cpu          | auto              | -1 | '-1'",
        "cpu          | auto              | x  | 'x'",
      })
  void aSettingThatMakesNoSenseIsRefusedWithWhatIsAllowed(
      String devices, String memory, String threads, String said) {
    assertThatThrownBy(() -> read(devices, memory, threads))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("(?s)(devices|memory|threads): .*")
        .hasMessageContaining(said);
  }

  @Test
  void aMachineWithLessMemoryThanTheHeapLendsNone() {
    assertThat(new DeviceSettings(new FakeMachine(GIB, List.of())).read("auto", "auto", "0"))
        .containsExactly(new Device("cpu", 8, 0));
  }

  @Test
  void thisMachineHasProcessorsAndMoreMemoryThanHeap() {
    DeviceSettings.ThisMachine machine = new DeviceSettings.ThisMachine();
    assertThat(machine.processors()).isPositive();
    assertThat(machine.heapBytes()).isPositive();
    assertThat(machine.memoryBytes()).isGreaterThan(64L << 20);
    assertThat(machine.gpus()).doesNotHaveDuplicates();
  }
}
