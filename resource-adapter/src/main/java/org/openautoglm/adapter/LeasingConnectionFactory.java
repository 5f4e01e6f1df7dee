// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.adapter;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
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
  private Reference reference;

  LeasingConnectionFactory(DeviceManagedConnectionFactory factory, ConnectionManager manager) {
    this.factory = factory;
    this.manager = manager;
  }

  /** A request on its way through the server's pool. */
  record RequestInfo(DeviceRequest request) implements ConnectionRequestInfo {}

  @Override
  public DeviceLease lease(DeviceRequest request) throws ResourceException {
    return (DeviceLease) manager.allocateConnection(factory, new RequestInfo(request));
  }

  @Override
  public List<DeviceStatus> devices() {
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
