// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.adapter;

import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionMetaData;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.security.auth.Subject;
import javax.transaction.xa.XAResource;
import org.openautoglm.adapter.api.DeviceLease;

/**
 * A place in the server's pool. It holds part of a device while a lease is out, and nothing while
 * it is idle.
 */
final class DeviceManagedConnection implements ManagedConnection {
  private final List<ConnectionEventListener> listeners = new CopyOnWriteArrayList<>();
  private DeviceLedger.Holding holding;
  private boolean destroyed;
  private PrintWriter logWriter;

  @Override
  public synchronized Object getConnection(Subject subject, ConnectionRequestInfo info)
      throws ResourceException {
    if (!(info instanceof LeasingConnectionFactory.RequestInfo wanted)) {
      throw new ResourceException("A lease needs a request, not " + info + ".");
    }
    release();
    holding = wanted.holding();
    return new Lease(holding);
  }

  private final class Lease implements DeviceLease {
    private final DeviceLedger.Holding held;

    Lease(DeviceLedger.Holding held) {
      this.held = held;
    }

    @Override
    public String device() {
      return held.device().name();
    }

    @Override
    public long memoryBytes() {
      return held.bytes();
    }

    @Override
    public int threads() {
      return held.device().threads();
    }

    @Override
    public void close() {
      giveBack(this, held);
    }
  }

  private void giveBack(Lease lease, DeviceLedger.Holding held) {
    synchronized (this) {
      if (holding != held) {
        return;
      }
      release();
      if (destroyed) {
        // the pool knows this place no more
        return;
      }
    }
    ConnectionEvent event = new ConnectionEvent(this, ConnectionEvent.CONNECTION_CLOSED);
    event.setConnectionHandle(lease);
    listeners.forEach(listener -> listener.connectionClosed(event));
  }

  private void release() {
    if (holding != null) {
      holding.close();
      holding = null;
    }
  }

  @Override
  public synchronized void cleanup() {
    release();
  }

  /**
   * Administrators may flush the pool while models are loaded. What a model holds stays lent until
   * it is given back, or another one would be put where it lies.
   */
  @Override
  public synchronized void destroy() {
    destroyed = true;
  }

  @Override
  public void associateConnection(Object connection) throws ResourceException {
    throw new NotSupportedException("a lease stays with the connection that made it");
  }

  @Override
  public void addConnectionEventListener(ConnectionEventListener listener) {
    listeners.add(listener);
  }

  @Override
  public void removeConnectionEventListener(ConnectionEventListener listener) {
    listeners.remove(listener);
  }

  @Override
  public XAResource getXAResource() throws ResourceException {
    throw new NotSupportedException("devices take part in no transaction");
  }

  @Override
  public LocalTransaction getLocalTransaction() throws ResourceException {
    throw new NotSupportedException("devices take part in no transaction");
  }

  @Override
  public ManagedConnectionMetaData getMetaData() {
    return new MetaData();
  }

  private static final class MetaData implements ManagedConnectionMetaData {
    @Override
    public String getEISProductName() {
      return "Open-AutoGLM devices";
    }

    @Override
    public String getEISProductVersion() {
      return "1";
    }

    @Override
    public int getMaxConnections() {
      return 0;
    }

    @Override
    public String getUserName() {
      return "";
    }
  }

  @Override
  public void setLogWriter(PrintWriter writer) {
    logWriter = writer;
  }

  @Override
  public PrintWriter getLogWriter() {
    return logWriter;
  }
}
