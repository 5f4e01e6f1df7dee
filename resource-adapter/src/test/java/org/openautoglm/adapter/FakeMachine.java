// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.adapter;

import java.util.List;

/** Eight processors and 1 GiB of heap. */
record FakeMachine(long memoryBytes, List<Integer> gpus) implements DeviceSettings.Machine {
  @Override
  public int processors() {
    return 8;
  }

  @Override
  public long heapBytes() {
    return 1L << 30;
  }
}
