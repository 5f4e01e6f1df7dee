// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

class DeviceSettingsPropertiesTest {

  private static List<Device> read(String devices, String memory, String threads) {
    return new DeviceSettings(new FakeMachine(16L << 30, List.of())).read(devices, memory, threads);
  }

  @Property
  void anyTextIsEitherUnderstoodOrRefused(
      @ForAll @StringLength(max = 20) @CharRange(from = ' ', to = '~') String text) {
    for (String[] settings :
        new String[][] {{text, "auto", "0"}, {"auto", text, "0"}, {"cpu", "auto", text}}) {
      try {
        assertThat(read(settings[0], settings[1], settings[2]))
            .isNotEmpty()
            .allMatch(device -> device.memoryBytes() >= 0 && device.threads() > 0);
      } catch (IllegalArgumentException refused) {
        assertThat(refused.getMessage()).matches("(?s)(devices|memory|threads): .*");
      }
    }
  }

  @Property
  void whatIsWrittenPerDeviceIsWhatIsLent(
      @ForAll @IntRange(max = 4096) int cpu,
      @ForAll @IntRange(max = 4096) int gpu,
      @ForAll @IntRange(max = 999) int number,
      @ForAll @IntRange(min = 1, max = 1024) int threads) {
    String name = "gpu:" + number;
    assertThat(
            read("cpu," + name, name + "=" + gpu + "m,cpu=" + cpu + "g", String.valueOf(threads)))
        .containsExactly(
            new Device("cpu", threads, (long) cpu << 30),
            new Device(name, threads, (long) gpu << 20));
  }
}
