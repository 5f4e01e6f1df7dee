// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.adapter;

import java.lang.invoke.MethodHandles;
import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Messages of the resource adapter, 6000 to 6999. */
@MessageLogger(projectCode = "AUTOGLM")
interface AdapterLog extends BasicLogger {
  AdapterLog LOG =
      Logger.getMessageLogger(MethodHandles.lookup(), AdapterLog.class, "org.openautoglm.adapter");

  @LogMessage(level = Logger.Level.INFO)
  @Message(id = 6000, value = "Lending device %s with %d MiB of memory and %d threads")
  void device(String name, long mebibytes, int threads);

  @LogMessage(level = Logger.Level.WARN)
  @Message(
      id = 6001,
      value =
          "Device %1$s was found but is not lent, because its memory is not known; set the adapter's"
              + " property memory, for example to cpu=12g,%1$s=80g")
  void gpuWithoutMemory(String name);

  @LogMessage(level = Logger.Level.WARN)
  @Message(id = 6002, value = "GPUs could not be looked for in %s")
  void gpusUnknown(String folder, @Cause Throwable cause);

  @LogMessage(level = Logger.Level.WARN)
  @Message(
      id = 6003,
      value =
          "A lease of %d MiB on %s was dropped by its holder and is taken back; check the log for what"
              + " kept the application from closing it")
  void abandoned(long mebibytes, String device);
}
