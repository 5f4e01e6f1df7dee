// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.logging;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;
import org.jboss.logging.annotations.ValidIdRange;

/** Log messages of the web module. They never carry a prompt, an answer or a credential. */
@MessageLogger(projectCode = "AUTOGLM")
@ValidIdRange(min = 5000, max = 5999)
public interface WebLog extends BasicLogger {
  WebLog LOG = Logger.getMessageLogger(MethodHandles.lookup(), WebLog.class, "org.openautoglm.web");

  @LogMessage(level = Logger.Level.ERROR)
  @Message(id = 5000, value = "Request %s failed inside the server; its caller was given this id")
  void requestFailed(String requestId, @Cause Throwable failure);

  @LogMessage(level = Logger.Level.ERROR)
  @Message(
      id = 5001,
      value =
          "Request %s failed inside the server after its answer had begun; the answer was ended")
  void streamFailed(String requestId, @Cause Throwable failure);

  @LogMessage(level = Logger.Level.DEBUG)
  @Message(id = 5002, value = "Caller of request %s hung up; its generation was cancelled")
  void callerGone(String requestId);

  @LogMessage(level = Logger.Level.DEBUG)
  @Message(id = 5003, value = "Request %s was refused with status %d: %s")
  void refused(String requestId, int status, String code);

  @LogMessage(level = Logger.Level.WARN)
  @Message(id = 5004, value = "The readiness of the server could not be determined")
  void readinessUnknown(@Cause Throwable failure);

  @LogMessage(level = Logger.Level.WARN)
  @Message(
      id = 5005,
      value = "The application stops, but after %d s there are requests still open: %d")
  void requestsLeft(long seconds, int requests);

  @LogMessage(level = Logger.Level.INFO)
  @Message(
      id = 5006,
      value =
          "The caller of request %s did not take %d bytes of its answer within %s; it was cut off")
  void callerTooSlow(String requestId, int bytes, Duration limit);

  @LogMessage(level = Logger.Level.INFO)
  @Message(
      id = 5008,
      value =
          "The caller of request %s did not send %d bytes of its body within %s; it was cut off")
  void senderTooSlow(String requestId, int bytes, Duration limit);

  @LogMessage(level = Logger.Level.DEBUG)
  @Message(id = 5007, value = "The connection of a caller that was too slow failed while it closed")
  void connectionNotClosed(@Cause IOException failure);
}
