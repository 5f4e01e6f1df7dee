// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.connection;

import static org.openautoglm.web.logging.WebLog.LOG;

import io.undertow.server.AbstractServerConnection;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;

/** Ends connections of callers that are too slow. */
final class Cut {
  private Cut() {}

  /** Whoever writes to the caller is woken by this. An HTTP/2 caller loses the one stream. */
  static void off(HttpServerExchange exchange) {
    try {
      if (exchange.getConnection() instanceof AbstractServerConnection http1) {
        http1.close();
      } else {
        Connectors.getConduitSinkChannel(exchange).close();
      }
    } catch (IOException e) {
      LOG.connectionNotClosed(e);
    }
  }
}
