// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.runtime;

import java.lang.invoke.MethodHandles;
import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Messages of the engine, 1000 to 1999. */
@MessageLogger(projectCode = "AUTOGLM")
interface EngineLog extends BasicLogger {
  EngineLog LOG =
      Logger.getMessageLogger(MethodHandles.lookup(), EngineLog.class, "org.openautoglm.engine");

  @LogMessage(level = Logger.Level.WARN)
  @Message(
      id = 1000,
      value =
          "The features of the processor cannot be read from %s; bfloat16 is not chosen by itself")
  void cpuFeaturesUnknown(String file, @Cause Throwable cause);

  @LogMessage(level = Logger.Level.INFO)
  @Message(
      id = 1002,
      value =
          "There are no kernels of the engine's own (%s): models quantised to int8 or int4 are computed"
              + " as floats, which takes as much memory as without quantisation")
  void noKernels(String reason, @Cause Throwable cause);

  @LogMessage(level = Logger.Level.INFO)
  @Message(
      id = 1001,
      value = "Loaded %s (%s, %d million weights) as %s on %s in %d ms, cache for %d tokens")
  void loaded(
      String folder,
      String architecture,
      long millionWeights,
      String type,
      String device,
      long millis,
      int cacheTokens);
}
