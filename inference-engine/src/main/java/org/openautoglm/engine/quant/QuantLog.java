// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.quant;

import java.lang.invoke.MethodHandles;
import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Messages about quantised weights, 1100 to 1199. */
@MessageLogger(projectCode = "AUTOGLM")
interface QuantLog extends BasicLogger {
  QuantLog LOG =
      Logger.getMessageLogger(
          MethodHandles.lookup(), QuantLog.class, "org.openautoglm.engine.quant");

  @LogMessage(level = Logger.Level.WARN)
  @Message(id = 1100, value = "%s is damaged (%s); the weights are quantised again")
  void damaged(String file, String reason);

  @LogMessage(level = Logger.Level.WARN)
  @Message(
      id = 1101,
      value = "%s cannot be brought up to date (%s); the next start compares the files again")
  void notRefreshed(String file, String reason);
}
