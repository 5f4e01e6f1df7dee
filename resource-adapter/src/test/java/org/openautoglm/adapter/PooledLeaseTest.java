// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.ResourceAllocationException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openautoglm.adapter.api.DeviceConnectionFactory;
import org.openautoglm.adapter.api.DeviceLease;
import org.openautoglm.adapter.api.DeviceRequest;
import org.openautoglm.adapter.api.DeviceStatus;

class PooledLeaseTest {
  private static final long GIB = 1L << 30;

  private final DeviceResourceAdapter adapter = new DeviceResourceAdapter();
  private final DeviceManagedConnectionFactory connections = new DeviceManagedConnectionFactory();
  private final FakePool pool = new FakePool(3);
  private DeviceConnectionFactory devices;

  @BeforeEach
  void start() throws ResourceException {
    adapter.setDevices("cpu,gpu:0");
    adapter.setMemory("cpu=10g,gpu:0=4g");
    adapter.setThreads("3");
    adapter.start(null);
    connections.setResourceAdapter(adapter);
    devices = (DeviceConnectionFactory) connections.createConnectionFactory(pool);
  }

  private DeviceLease lease(String device, long gibibytes) throws ResourceException {
    return devices.lease(new DeviceRequest(device, gibibytes * GIB));
  }

  private long lent(String device) {
    return status(device).lentBytes() / GIB;
  }

  private DeviceStatus status(String device) {
    return devices.devices().stream()
        .filter(status -> status.device().equals(device))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aLeaseSaysDeviceMemoryAndThreadsAndCountsUntilItIsClosed() throws ResourceException {
    try (DeviceLease lease = lease("gpu:0", 3)) {
      assertThat(lease.device()).isEqualTo("gpu:0");
      assertThat(lease.memoryBytes()).isEqualTo(3 * GIB);
      assertThat(lease.threads()).isEqualTo(3);
      assertThat(status("gpu:0")).isEqualTo(new DeviceStatus("gpu:0", 3, 4 * GIB, 3 * GIB, 1));
    }
    assertThat(status("gpu:0")).isEqualTo(new DeviceStatus("gpu:0", 3, 4 * GIB, 0, 0));
  }

  @Test
  void withoutANamedDeviceTheFirstWithRoomIsLent() throws ResourceException {
    assertThat(lease(null, 8).device()).isEqualTo("cpu");
    assertThat(lease(null, 4).device()).isEqualTo("gpu:0");
  }

  @Test
  void anIdleConnectionHoldsNothingAndServesTheNextRequestWhateverItsSizeAndDevice()
      throws ResourceException {
    lease("cpu", 10).close();
    assertThat(pool.idle()).isEqualTo(1);
    assertThat(lent("cpu")).isZero();
    lease("gpu:0", 1);
    assertThat(pool.made()).isEqualTo(1);
    assertThat(lent("cpu")).isZero();
    assertThat(lent("gpu:0")).isEqualTo(1);
  }

  @Test
  void closingTwiceDoesNotTakeTheLeaseOfTheNextHolder() throws ResourceException {
    DeviceLease first = lease("cpu", 4);
    first.close();
    lease("cpu", 6);
    first.close();
    assertThat(pool.made()).isEqualTo(1);
    assertThat(lent("cpu")).isEqualTo(6);
    assertThat(pool.idle()).isZero();
  }

  @Test
  void aRefusalSaysBothNumbersAndTheDevicesAndMakesNoConnection() throws ResourceException {
    lease("cpu", 7);
    assertThatThrownBy(() -> devices.lease(new DeviceRequest(null, 5 * GIB + 1)))
        .isInstanceOf(ResourceAllocationException.class)
        .hasMessage(
            "5121 MiB were asked for, but cpu has 3072 MiB free of 10240, gpu:0 has 4096 MiB free"
                + " of 4096.");
    assertThat(pool.made()).isEqualTo(1);
    assertThat(lent("cpu")).isEqualTo(7);
  }

  @Test
  void anUnknownDeviceIsRefusedWithTheNamesOfThoseThereAre() {
    assertThatThrownBy(() -> lease("gpu:7", 1))
        .isInstanceOf(ResourceException.class)
        .hasMessage("There is no device 'gpu:7'; devices are [cpu, gpu:0].");
  }

  @Test
  void aPoolThatIsTooSmallIsNotMistakenForAFullDevice() throws ResourceException {
    for (int i = 0; i < 3; i++) {
      lease("cpu", 1);
    }
    assertThatThrownBy(() -> lease("cpu", 2))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("room on cpu")
        .hasMessageContaining("max-pool-size");
    assertThat(lent("cpu")).isEqualTo(3);
    assertThat(status("cpu").leases()).isEqualTo(3);
  }

  @Test
  void whatTheServerDestroysStaysLentUntilItIsGivenBack() throws ResourceException {
    DeviceLease lease = lease("cpu", 5);
    pool.destroyAll();
    assertThat(lent("cpu")).isEqualTo(5);
    lease.close();
    assertThat(lent("cpu")).isZero();
    assertThat(pool.idle()).isZero();
  }

  @Test
  void whatAHolderDropsWithoutClosingIsTakenBack() throws Exception {
    dropALease();
    long patience = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (lent("cpu") > 0 && System.nanoTime() < patience) {
      System.gc();
      Thread.sleep(20);
    }
    assertThat(lent("cpu")).isZero();
    assertThat(pool.idle()).isEqualTo(1);
  }

  private void dropALease() throws ResourceException {
    assertThat(lease("cpu", 5).memoryBytes()).isEqualTo(5 * GIB);
  }

  @Test
  void devicesTakePartInNoTransaction() {
    DeviceManagedConnection connection = new DeviceManagedConnection();
    assertThatThrownBy(connection::getXAResource).isInstanceOf(NotSupportedException.class);
    assertThatThrownBy(connection::getLocalTransaction).isInstanceOf(NotSupportedException.class);
  }

  @Test
  void aStoppedAdapterLendsNothing() {
    adapter.stop();
    assertThatThrownBy(() -> lease("cpu", 1))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("not started");
  }

  @Test
  void propertiesThatCannotBeUsedKeepTheAdapterFromStarting() {
    DeviceResourceAdapter other = new DeviceResourceAdapter();
    other.setMemory("lots");
    assertThatThrownBy(() -> other.start(null))
        .isInstanceOf(ResourceAdapterInternalException.class)
        .hasMessageContaining("'lots'")
        .hasMessageContaining("12g");
  }
}
