// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.logging;

import static org.jboss.logging.Logger.Level.DEBUG;
import static org.jboss.logging.Logger.Level.ERROR;
import static org.jboss.logging.Logger.Level.INFO;
import static org.jboss.logging.Logger.Level.WARN;

import java.lang.invoke.MethodHandles;
import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;
import org.jboss.logging.annotations.ValidIdRange;

/** What serving says to the operator. */
@MessageLogger(projectCode = "AUTOGLM")
@ValidIdRange(min = 4000, max = 4999)
public interface ServingLog extends BasicLogger {

  ServingLog LOG =
      Logger.getMessageLogger(MethodHandles.lookup(), ServingLog.class, "org.openautoglm.serving");

  /** Carries only the line that says the server is ready, so that scripts can wait for it. */
  ServingLog READY =
      Logger.getMessageLogger(MethodHandles.lookup(), ServingLog.class, "org.openautoglm.ready");

  @LogMessage(level = INFO)
  @Message(
      id = Message.NONE,
      value = "Open-AutoGLM is ready at %s - models: %s - administrator key: %s")
  void ready(String address, String models, String keyFile);

  @LogMessage(level = WARN)
  @Message(
      id = 4001,
      value = "The configuration key %s means nothing and is ignored: check its spelling")
  void unknownKey(String key);

  @LogMessage(level = ERROR)
  @Message(id = 4002, value = "A failure in the background, while %s")
  void backgroundFailure(@Cause Throwable failure, String activity);

  @LogMessage(level = INFO)
  @Message(id = 4003, value = "Loading model %s (version %s) on %s: %d MiB, %d cache tokens")
  void loading(String model, String version, String device, long mebibytes, int cacheTokens);

  @LogMessage(level = INFO)
  @Message(id = 4004, value = "Model %s (version %s) is loaded after %d ms, computing in %s")
  void loaded(String model, String version, long milliseconds, String computeType);

  @LogMessage(level = WARN)
  @Message(id = 4005, value = "Model %s could not be loaded: %s")
  void loadFailed(String model, String problem);

  @LogMessage(level = INFO)
  @Message(id = 4006, value = "Model %s (version %s) is unloaded")
  void unloaded(String model, String version);

  @LogMessage(level = INFO)
  @Message(id = 4007, value = "The inference engine is ready after %d ms")
  void engineStarted(long milliseconds);

  @LogMessage(level = WARN)
  @Message(
      id = 4008,
      value = "The inference engine cannot be started; requests are refused until it can")
  void engineUnavailable(@Cause Throwable failure);

  @LogMessage(level = INFO)
  @Message(id = 4009, value = "Policy refused request %s of %s: %s")
  void policyRefused(String requestId, String caller, String trace);

  @LogMessage(level = ERROR)
  @Message(id = 4010, value = "Request %s failed for a reason that is not the caller's")
  void requestFailed(@Cause Throwable failure, String requestId);

  @LogMessage(level = WARN)
  @Message(
      id = 4011,
      value = "Not every model was given back within %d s of stopping; still held: %s")
  void stillHeld(long seconds, String models);

  @LogMessage(level = DEBUG)
  @Message(id = 4012, value = "Not ready yet: %s")
  void notReady(String missing);
}
