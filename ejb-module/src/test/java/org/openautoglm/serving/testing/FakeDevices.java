// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.testing;

import jakarta.resource.ResourceException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.naming.Reference;
import org.openautoglm.adapter.api.DeviceConnectionFactory;
import org.openautoglm.adapter.api.DeviceLease;
import org.openautoglm.adapter.api.DeviceRequest;
import org.openautoglm.adapter.api.DeviceStatus;

/** Devices with countable memory, normally one CPU. */
public final class FakeDevices implements DeviceConnectionFactory {
  private static final long serialVersionUID = 1L;

  private final Map<String, Long> memory;
  private final Map<String, Long> lent = new HashMap<>();
  private int leases;

  public FakeDevices(long memoryBytes) {
    this(new TreeMap<>(Map.of("cpu", memoryBytes)));
  }

  /**
   * @param memory bytes by name of the device, in order
   */
  public FakeDevices(SortedMap<String, Long> memory) {
    this.memory = new LinkedHashMap<>(memory);
  }

  public synchronized int leases() {
    return leases;
  }

  @Override
  public synchronized DeviceLease lease(DeviceRequest request) throws ResourceException {
    String device = request.device();
    long free = memory.get(device) - lent.getOrDefault(device, 0L);
    if (request.memoryBytes() > free) {
      throw new ResourceException(device + " has " + free + " bytes free");
    }
    lent.merge(device, request.memoryBytes(), Long::sum);
    leases++;
    return new Lease(device, request.memoryBytes());
  }

  private synchronized void giveBack(String device, long bytes) {
    lent.merge(device, -bytes, Long::sum);
    leases--;
  }

  @Override
  public synchronized List<DeviceStatus> devices() {
    return memory.keySet().stream()
        .map(
            device ->
                new DeviceStatus(
                    device, 2, memory.get(device), lent.getOrDefault(device, 0L), leases))
        .toList();
  }

  @Override
  public void setReference(Reference reference) {
    throw new UnsupportedOperationException("Not bound to a name.");
  }

  @Override
  public Reference getReference() {
    throw new UnsupportedOperationException("Not bound to a name.");
  }

  private final class Lease implements DeviceLease {
    private final String device;
    private final long bytes;
    private final AtomicBoolean closed = new AtomicBoolean();

    Lease(String device, long bytes) {
      this.device = device;
      this.bytes = bytes;
    }

    @Override
    public String device() {
      return device;
    }

    @Override
    public long memoryBytes() {
      return bytes;
    }

    @Override
    public int threads() {
      return 2;
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        giveBack(device, bytes);
      }
    }
  }
}
