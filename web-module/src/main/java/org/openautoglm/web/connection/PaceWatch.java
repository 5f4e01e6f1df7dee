// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.connection;

import static org.openautoglm.web.logging.WebLog.LOG;

import io.undertow.server.HttpServerExchange;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.xnio.XnioExecutor;

/**
 * Looks at the pace of one answer again and again, on the thread that serves its connection's input
 * and output, and cuts the connection when the caller is too slow; the write that waits for the
 * caller then fails. An HTTP/2 caller loses the one stream.
 */
final class PaceWatch implements Runnable, AutoCloseable {
  private static final int LOOKS = 4;

  private final HttpServerExchange exchange;
  private final String requestId;
  private final Pace pace;
  private final Duration limit;
  private XnioExecutor.Key next;
  private boolean closed;

  PaceWatch(HttpServerExchange exchange, String requestId, Pace pace, Duration limit) {
    this.exchange = exchange;
    this.requestId = requestId;
    this.pace = pace;
    this.limit = limit;
  }

  synchronized void begin() {
    next =
        exchange
            .getIoThread()
            .executeAfter(this, Math.max(1, limit.toMillis() / LOOKS), TimeUnit.MILLISECONDS);
  }

  /** Under the lock, so that nothing is cut once the answer is complete. */
  @Override
  public synchronized void run() {
    if (closed) {
      return;
    }
    if (pace.isTooSlow()) {
      LOG.callerTooSlow(requestId, Pace.STRETCH, limit);
      pace.giveUp();
      Cut.off(exchange);
    } else {
      begin();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    next.remove();
  }
}
