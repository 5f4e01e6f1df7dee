// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.connection;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.AbstractServerConnection;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ServerConnection;
import java.io.IOException;

/**
 * Looks at an Undertow exchange.
 *
 * <p>While a request is answered Undertow does not read from an HTTP/1 connection, so nobody would
 * see its end. This reads instead, without waiting. Bytes that do come belong to the caller's next
 * request: they are handed to the connection exactly as Undertow's own parser hands back what it
 * has read too far, and from then on this connection counts as alive. An HTTP/2 connection is read
 * all the time; a stream that was reset has a closed sink.
 */
final class UndertowConnection implements CallerConnection {
  private final HttpServerExchange exchange;

  UndertowConnection(HttpServerExchange exchange) {
    this.exchange = exchange;
  }

  @Override
  public boolean gone() {
    ServerConnection connection = exchange.getConnection();
    if (!connection.isOpen() || !Connectors.getConduitSinkChannel(exchange).isOpen()) {
      return true;
    }
    return exchange.isRequestComplete()
        && connection instanceof AbstractServerConnection http1
        && http1.getExtraBytes() == null
        && ended(http1);
  }

  private static boolean ended(AbstractServerConnection connection) {
    PooledByteBuffer pooled = connection.getByteBufferPool().allocate();
    boolean kept = false;
    try {
      int read = connection.getOriginalSourceConduit().read(pooled.getBuffer());
      if (read > 0) {
        pooled.getBuffer().flip();
        connection.setExtraBytes(pooled);
        kept = true;
      }
      return read < 0;
    } catch (IOException e) {
      // a connection that cannot be read has nobody at its other end
      return true;
    } finally {
      if (!kept) {
        pooled.close();
      }
    }
  }
}
