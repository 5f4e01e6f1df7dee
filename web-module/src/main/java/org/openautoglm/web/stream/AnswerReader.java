// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.stream;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.GenerationStream;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.api.StreamEvent;
import org.openautoglm.web.connection.CallerConnection;
import org.openautoglm.web.error.CallerGoneException;

/** Reads a running answer for as long as somebody waits for it. */
final class AnswerReader {
  private final GenerationStream stream;
  private final CallerConnection connection;
  private final Duration patience;
  private final BooleanSupplier stopping;

  /**
   * @param stopping whether nobody should wait any longer, because the application stops
   * @param patience longest wait for one event before the connection is looked at again
   */
  AnswerReader(
      GenerationStream stream,
      CallerConnection connection,
      BooleanSupplier stopping,
      Duration patience) {
    this.stream = stream;
    this.connection = connection;
    this.stopping = stopping;
    this.patience = patience;
  }

  /**
   * The next event, or null when none came in time.
   *
   * @throws CallerGoneException when nobody waits for it
   * @throws ServingException {@code SHUTTING_DOWN} when the application or this thread is asked to
   *     stop; the answer has failed for that reason then
   */
  StreamEvent next() {
    if (connection.gone()) {
      throw new CallerGoneException();
    }
    if (stopping.getAsBoolean()) {
      throw shuttingDown(null);
    }
    try {
      return stream.next(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw shuttingDown(e);
    }
  }

  private ServingException shuttingDown(Throwable cause) {
    ServingException reason =
        new ServingException(
            ErrorCode.SHUTTING_DOWN, "The server is stopping; ask again in a moment.", null, cause);
    stream.fail(reason);
    return reason;
  }
}
