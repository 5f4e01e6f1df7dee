// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.openautoglm.adapter.api.DeviceRequest;
import org.openautoglm.adapter.api.DeviceStatus;

class DeviceLedgerTest {
  private static final int THREADS = 4;

  private static DeviceLedger ledger(long cpu, long gpu) {
    return new DeviceLedger(List.of(new Device("cpu", 2, cpu), new Device("gpu:0", 2, gpu)));
  }

  @Property
  void whatIsLentIsTheSumOfWhatIsHeldAndNeverMoreThanThereIs(
      @ForAll @Size(max = 60) List<@IntRange(min = -5, max = 40) Integer> steps) {
    DeviceLedger ledger = ledger(100, 50);
    List<DeviceLedger.Holding> held = new ArrayList<>();
    for (int step : steps) {
      if (step < 0 && !held.isEmpty()) {
        held.remove(-step % held.size()).close();
      } else if (step >= 0) {
        hold(ledger, step % 2 == 0 ? null : "gpu:0", step, held);
      }
      for (DeviceStatus status : ledger.status()) {
        assertThat(status.lentBytes()).isEqualTo(sum(held, status.device()));
        assertThat(status.lentBytes()).isLessThanOrEqualTo(status.memoryBytes());
      }
    }
  }

  @Property
  void aRefusalMeansThatNoDeviceAskedForHasRoom(
      @ForAll @LongRange(max = 100) long lent,
      @ForAll @LongRange(max = Long.MAX_VALUE) long asked) {
    DeviceLedger ledger = ledger(100, 50);
    hold(ledger, "cpu", lent, new ArrayList<>());
    List<DeviceLedger.Holding> held = new ArrayList<>();
    hold(ledger, null, asked, held);
    assertThat(held.isEmpty()).isEqualTo(asked > 100 - lent && asked > 50);
  }

  @Property(tries = 30)
  void manyThreadsNeverLendTwiceAndLeaveNothingBehind(@ForAll long seed) throws Exception {
    DeviceLedger ledger = ledger(100, 50);
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> runs = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        Random random = new Random(seed + thread);
        runs.add(pool.submit(() -> borrowAndReturn(ledger, random)));
      }
      for (Future<?> run : runs) {
        run.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(ledger.status())
        .allSatisfy(
            status -> {
              assertThat(status.lentBytes()).isZero();
              assertThat(status.leases()).isZero();
            });
  }

  private static void borrowAndReturn(DeviceLedger ledger, Random random) {
    List<DeviceLedger.Holding> held = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      if (random.nextBoolean()) {
        hold(ledger, random.nextBoolean() ? null : "cpu", random.nextInt(60), held);
      } else if (!held.isEmpty()) {
        DeviceLedger.Holding returned = held.remove(random.nextInt(held.size()));
        returned.close();
        returned.close();
      }
      assertThat(ledger.status())
          .allMatch(status -> status.lentBytes() >= sum(held, status.device()))
          .allMatch(status -> status.lentBytes() <= status.memoryBytes());
    }
    held.forEach(DeviceLedger.Holding::close);
  }

  @Example
  void aNegativeSizeIsRefused() {
    assertThatThrownBy(() -> ledger(1, 1).hold(new DeviceRequest(null, -1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }

  @Example
  void withoutDevicesTheRefusalSaysSo() {
    assertThatThrownBy(() -> new DeviceLedger(List.of()).hold(new DeviceRequest(null, 1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("1 MiB were asked for, but no device is lent.");
  }

  private static void hold(
      DeviceLedger ledger, String device, long bytes, List<DeviceLedger.Holding> held) {
    try {
      held.add(ledger.hold(new DeviceRequest(device, bytes)));
    } catch (IllegalStateException full) {
      assertThat(full).hasMessageContaining(" MiB free of ");
    }
  }

  private static long sum(List<DeviceLedger.Holding> held, String device) {
    return held.stream()
        .filter(holding -> holding.device().name().equals(device))
        .mapToLong(DeviceLedger.Holding::bytes)
        .sum();
  }
}
