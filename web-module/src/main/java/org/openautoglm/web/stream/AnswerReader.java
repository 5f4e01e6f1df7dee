// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.stream;

import java.time.Duration;
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

  /**
   * @param patience longest wait for one event before the connection is looked at again
   */
  AnswerReader(GenerationStream stream, CallerConnection connection, Duration patience) {
    this.stream = stream;
    this.connection = connection;
    this.patience = patience;
  }

  /**
   * The next event, or null when none came in time.
   *
   * @throws CallerGoneException when nobody waits for it
   * @throws ServingException {@code SHUTTING_DOWN} when this thread is asked to stop
   */
  StreamEvent next() {
    if (connection.gone()) {
      throw new CallerGoneException();
    }
    try {
      return stream.next(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServingException(
          ErrorCode.SHUTTING_DOWN, "The server is stopping; ask again in a moment.", null, e);
    }
  }
}
