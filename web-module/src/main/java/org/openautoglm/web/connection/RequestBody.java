// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.connection;

import static org.openautoglm.web.logging.WebLog.LOG;

import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.handlers.ServletRequestContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openautoglm.web.security.CurrentRequest;
import org.xnio.channels.StreamSourceChannel;

/**
 * The body of the request that this thread is answering. A caller that is too slow to send it is
 * cut off: it holds the thread for as long as it is read from. The listener's own {@code
 * read-timeout} is of no use here: a byte now and then satisfies it, and it cuts whoever waits for
 * an answer, since such a caller sends nothing. The Servlet API's stream waits without end, and
 * closing its connection does not wake it.
 */
public final class RequestBody extends InputStream {
  private static final int LOOKS = 4;

  private final HttpServerExchange exchange;
  private final String requestId;
  private final StreamSourceChannel channel;
  private final Duration limit;
  private final Pace pace;

  private RequestBody(HttpServerExchange exchange, String requestId, Duration limit) {
    this.exchange = exchange;
    this.requestId = requestId;
    this.channel = Objects.requireNonNull(exchange.getRequestChannel(), "the body is being read");
    this.limit = limit;
    this.pace = new Pace(limit, System::nanoTime);
  }

  /**
   * Begins to read, which can be done once.
   *
   * @param limit longest time the caller may take for 8 KiB
   */
  public static RequestBody open(Duration limit) {
    ServletRequestContext current = ServletRequestContext.requireCurrent();
    String requestId = CurrentRequest.of(current.getOriginalRequest()).id();
    return new RequestBody(current.getExchange(), requestId, limit);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, Math.min(length, pace.left()));
    int read = 0;
    pace.begins();
    try {
      while (buffer.hasRemaining() && (read = channel.read(buffer)) == 0) {
        if (pace.isTooSlow()) {
          LOG.senderTooSlow(requestId, Pace.STRETCH, limit);
          exchange.getConnection().close();
          throw new IOException("The caller was cut off");
        }
        channel.awaitReadable(Math.max(1, limit.toMillis() / LOOKS), TimeUnit.MILLISECONDS);
      }
      return read;
    } finally {
      pace.ended(Math.max(0, read));
    }
  }
}
