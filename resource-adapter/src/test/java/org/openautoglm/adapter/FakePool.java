// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.adapter;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Pools connections as a server does: matches idle ones, cleans what comes back, destroys. */
final class FakePool implements ConnectionManager, ConnectionEventListener {
  private static final long serialVersionUID = 1L;

  private final transient Set<ManagedConnection> idle = new LinkedHashSet<>();
  private final transient Set<ManagedConnection> inUse = new HashSet<>();
  private final int size;
  private int made;

  FakePool(int size) {
    this.size = size;
  }

  @Override
  public synchronized Object allocateConnection(
      ManagedConnectionFactory factory, ConnectionRequestInfo info) throws ResourceException {
    ManagedConnection connection = factory.matchManagedConnections(Set.copyOf(idle), null, info);
    if (connection == null) {
      if (inUse.size() + idle.size() == size) {
        throw new ResourceException("no managed connection available");
      }
      connection = factory.createManagedConnection(null, info);
      connection.addConnectionEventListener(this);
      made++;
    }
    idle.remove(connection);
    inUse.add(connection);
    return connection.getConnection(null, info);
  }

  @Override
  public synchronized void connectionClosed(ConnectionEvent event) {
    ManagedConnection connection = (ManagedConnection) event.getSource();
    inUse.remove(connection);
    try {
      connection.cleanup();
    } catch (ResourceException e) {
      throw new IllegalStateException(e);
    }
    idle.add(connection);
  }

  /** What an administrator does who flushes the pool: leases and idle connections alike. */
  synchronized void destroyAll() throws ResourceException {
    List<ManagedConnection> all = new ArrayList<>(inUse);
    all.addAll(idle);
    for (ManagedConnection connection : all) {
      connection.destroy();
    }
    inUse.clear();
    idle.clear();
  }

  synchronized int made() {
    return made;
  }

  synchronized int idle() {
    return idle.size();
  }

  @Override
  public void connectionErrorOccurred(ConnectionEvent event) {
    throw new AssertionError("a lease does not break");
  }

  @Override
  public void localTransactionStarted(ConnectionEvent event) {
    throw new AssertionError("there are no transactions");
  }

  @Override
  public void localTransactionCommitted(ConnectionEvent event) {
    throw new AssertionError("there are no transactions");
  }

  @Override
  public void localTransactionRolledback(ConnectionEvent event) {
    throw new AssertionError("there are no transactions");
  }
}
