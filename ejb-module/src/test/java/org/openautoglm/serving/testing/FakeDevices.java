// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.testing;

import jakarta.resource.ResourceException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.naming.Reference;
import org.openautoglm.adapter.api.DeviceConnectionFactory;
import org.openautoglm.adapter.api.DeviceLease;
import org.openautoglm.adapter.api.DeviceRequest;
import org.openautoglm.adapter.api.DeviceStatus;

/** One CPU with countable memory. */
public final class FakeDevices implements DeviceConnectionFactory {
  private static final long serialVersionUID = 1L;

  private final long memoryBytes;
  private long lentBytes;
  private int leases;

  public FakeDevices(long memoryBytes) {
    this.memoryBytes = memoryBytes;
  }

  public synchronized int leases() {
    return leases;
  }

  @Override
  public synchronized DeviceLease lease(DeviceRequest request) throws ResourceException {
    if (request.memoryBytes() > memoryBytes - lentBytes) {
      throw new ResourceException("cpu has " + (memoryBytes - lentBytes) + " bytes free");
    }
    lentBytes += request.memoryBytes();
    leases++;
    return new Lease(request.memoryBytes());
  }

  private synchronized void giveBack(long bytes) {
    lentBytes -= bytes;
    leases--;
  }

  @Override
  public synchronized List<DeviceStatus> devices() {
    return List.of(new DeviceStatus("cpu", 2, memoryBytes, lentBytes, leases));
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
    private final long bytes;
    private final AtomicBoolean closed = new AtomicBoolean();

    Lease(long bytes) {
      this.bytes = bytes;
    }

    @Override
    public String device() {
      return "cpu";
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
        giveBack(bytes);
      }
    }
  }
}
