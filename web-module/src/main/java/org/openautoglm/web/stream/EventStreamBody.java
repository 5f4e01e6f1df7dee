// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.stream;

import static org.openautoglm.web.logging.WebLog.LOG;

import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.GenerationStream;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.api.StreamEvent;
import org.openautoglm.web.error.CallerGoneException;
import org.openautoglm.web.error.ErrorBody;

/**
 * The body of a streamed answer. Every event is flushed; silence is filled with comment lines, so
 * that proxies keep the connection and a caller that hung up is noticed. A failure is the last
 * event; without one, {@code [DONE]} is.
 */
final class EventStreamBody implements StreamingOutput {
  private static final String DONE = "[DONE]";
  private static final byte[] HEARTBEAT = ": waiting\n\n".getBytes(StandardCharsets.UTF_8);

  private final GenerationStream stream;
  private final AnswerReader reader;
  private final StreamEvent first;
  private final EventEncoder encoder;
  private final String requestId;
  private final long heartbeatNanos;
  private long writtenAt = System.nanoTime();

  /**
   * @param heartbeat longest silence
   * @param first event already taken from the stream, or null
   */
  EventStreamBody(
      GenerationStream stream,
      AnswerReader reader,
      StreamEvent first,
      EventEncoder encoder,
      String requestId,
      Duration heartbeat) {
    this.heartbeatNanos = heartbeat.toNanos();
    this.stream = stream;
    this.reader = reader;
    this.first = first;
    this.encoder = encoder;
    this.requestId = requestId;
  }

  @Override
  public void write(OutputStream output) {
    try (stream) {
      writeEvents(output);
    } catch (CallerGoneException | IOException e) {
      LOG.callerGone(requestId);
    }
  }

  private void writeEvents(OutputStream output) throws IOException {
    try {
      StreamEvent event = first;
      while (!(event instanceof StreamEvent.Terminal)) {
        writeOne(output, event);
        event = reader.next();
      }
      writeOne(output, event);
    } catch (ServingException e) {
      fail(output, e);
    } catch (CallerGoneException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.streamFailed(requestId, e);
      stream.fail(
          new ServingException(
              ErrorCode.INTERNAL, "The answer could not be written: the log says why.", null, e));
      data(output, ErrorBody.internal(requestId).toJson());
      output.flush();
    }
  }

  private void writeOne(OutputStream output, StreamEvent event) throws IOException {
    if (event == null) {
      write(output, HEARTBEAT);
    } else if (event instanceof StreamEvent.Failed failed) {
      throw failed.failure();
    } else {
      for (String data : encoder.encode(event)) {
        data(output, data);
      }
      if (System.nanoTime() - writtenAt >= heartbeatNanos) {
        // much can be generated of which nothing is told yet, such as the arguments of a call
        write(output, HEARTBEAT);
      }
    }
    if (event instanceof StreamEvent.Completed) {
      data(output, DONE);
    }
    output.flush();
  }

  private void fail(OutputStream output, ServingException failure) throws IOException {
    boolean ours = failure.code() == ErrorCode.INTERNAL;
    if (ours) {
      LOG.streamFailed(requestId, failure);
    }
    ErrorBody body = ours ? ErrorBody.internal(requestId) : ErrorBody.of(failure);
    data(output, body.toJson());
    output.flush();
  }

  private void data(OutputStream output, String data) throws IOException {
    write(output, ("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
  }

  private void write(OutputStream output, byte[] bytes) throws IOException {
    output.write(bytes);
    writtenAt = System.nanoTime();
  }
}
