// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.adapter;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ResourceAllocationException;
import java.util.List;
import javax.naming.Reference;
import org.openautoglm.adapter.api.DeviceConnectionFactory;
import org.openautoglm.adapter.api.DeviceLease;
import org.openautoglm.adapter.api.DeviceRequest;
import org.openautoglm.adapter.api.DeviceStatus;

/** What applications look up. */
final class LeasingConnectionFactory implements DeviceConnectionFactory {
  private static final long serialVersionUID = 1L;

  private final DeviceManagedConnectionFactory factory;
  private final transient ConnectionManager manager;
  private final transient LeaseWatch watch = new LeaseWatch();
  private Reference reference;

  LeasingConnectionFactory(DeviceManagedConnectionFactory factory, ConnectionManager manager) {
    this.factory = factory;
    this.manager = manager;
  }

  /** What a request brings along to the pool. All are equal: any idle connection serves any. */
  static final class RequestInfo implements ConnectionRequestInfo {
    private final DeviceLedger.Holding holding;

    RequestInfo(DeviceLedger.Holding holding) {
      this.holding = holding;
    }

    DeviceLedger.Holding holding() {
      return holding;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof RequestInfo;
    }

    @Override
    public int hashCode() {
      return RequestInfo.class.hashCode();
    }
  }

  /**
   * Room is looked for before the pool is asked, because the server hides the reason of a
   * connection that refuses behind a message of its own.
   */
  @Override
  public DeviceLease lease(DeviceRequest request) throws ResourceException {
    watch.reclaim();
    DeviceLedger.Holding holding = hold(request);
    boolean lent = false;
    try {
      Object connection = manager.allocateConnection(factory, new RequestInfo(holding));
      lent = true;
      return watch.over((DeviceLease) connection, holding);
    } catch (ResourceException e) {
      throw new ResourceAllocationException(
          "There is room on "
              + holding.device().name()
              + ", but the server's pool of leases gave none; if all are lent, raise max-pool-size of"
              + " the adapter's connection definition: "
              + e.getMessage(),
          e);
    } finally {
      if (!lent) {
        holding.close();
      }
    }
  }

  private DeviceLedger.Holding hold(DeviceRequest request) throws ResourceException {
    try {
      return factory.ledger().hold(request);
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw new ResourceAllocationException(e.getMessage(), e);
    }
  }

  @Override
  public List<DeviceStatus> devices() {
    watch.reclaim();
    try {
      return factory.ledger().status();
    } catch (ResourceException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  @Override
  public void setReference(Reference reference) {
    this.reference = reference;
  }

  @Override
  public Reference getReference() {
    return reference;
  }
}
