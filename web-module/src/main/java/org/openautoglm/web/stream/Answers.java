// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.function.Consumer;
import org.openautoglm.serving.api.GenerationStream;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.api.StreamEvent;
import org.openautoglm.web.HttpConfiguration;
import org.openautoglm.web.connection.CallerConnection;
import org.openautoglm.web.shutdown.OpenRequests;

/** Brings running answers to their callers. Whatever happens, the answer is closed. */
@ApplicationScoped
public class Answers {
  private final HttpConfiguration configuration;
  private final OpenRequests requests;

  @Inject
  public Answers(HttpConfiguration configuration, ServletContext application) {
    this(configuration, OpenRequests.of(application));
  }

  /** With the requests whose end the application waits for. */
  public Answers(HttpConfiguration configuration, OpenRequests requests) {
    this.configuration = configuration;
    this.requests = requests;
  }

  /** For the CDI client proxy only. */
  protected Answers() {
    this(null, (OpenRequests) null);
  }

  /**
   * Waits for the whole answer.
   *
   * @param receiver is given every event, the last one being {@link StreamEvent.Completed}
   * @throws ServingException when the answer fails
   */
  public void gather(
      GenerationStream stream, CallerConnection connection, Consumer<StreamEvent> receiver) {
    try (stream) {
      AnswerReader reader = reader(stream, connection);
      StreamEvent event;
      do {
        event = reader.next();
        if (event instanceof StreamEvent.Failed failed) {
          throw failed.failure();
        }
        if (event != null) {
          receiver.accept(event);
        }
      } while (!(event instanceof StreamEvent.Terminal));
    }
  }

  /**
   * Answers with server-sent events. An answer that fails before its first event, or before the
   * first heartbeat is due, still gets the HTTP status of its failure.
   *
   * @throws ServingException when it does
   */
  public Response stream(
      GenerationStream stream,
      CallerConnection connection,
      EventEncoder encoder,
      String requestId) {
    try {
      AnswerReader reader = reader(stream, connection);
      StreamEvent first = reader.next();
      if (first instanceof StreamEvent.Failed failed) {
        throw failed.failure();
      }
      return Response.ok(
              new EventStreamBody(
                  stream, reader, first, encoder, requestId, configuration.heartbeat()))
          .type(MediaType.SERVER_SENT_EVENTS)
          .header(HttpHeaders.CACHE_CONTROL, "no-store")
          .header("X-Accel-Buffering", "no")
          .build();
    } catch (RuntimeException e) {
      stream.close();
      throw e;
    }
  }

  private AnswerReader reader(GenerationStream stream, CallerConnection connection) {
    return new AnswerReader(stream, connection, requests::stopping, configuration.heartbeat());
  }
}
