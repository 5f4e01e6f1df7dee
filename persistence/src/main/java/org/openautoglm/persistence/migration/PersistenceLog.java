// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.persistence.migration;

import static org.jboss.logging.Logger.Level.INFO;

import java.lang.invoke.MethodHandles;
import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;
import org.jboss.logging.annotations.ValidIdRange;

/** What persistence says to the operator. */
@MessageLogger(projectCode = "AUTOGLM")
@ValidIdRange(min = 2000, max = 2999)
interface PersistenceLog extends BasicLogger {

  PersistenceLog LOG =
      Logger.getMessageLogger(
          MethodHandles.lookup(), PersistenceLog.class, "org.openautoglm.persistence");

  @LogMessage(level = INFO)
  @Message(id = 2001, value = "The database %s was migrated to version %s by %d script(s)")
  void migrated(String database, String version, int scripts);

  @Message(
      id = 2002,
      value =
          "The database behind java:jboss/datasources/AutoglmDS could not be migrated, so the"
              + " application does not start. One that a newer version has migrated needs that"
              + " version, or a backup. %s")
  IllegalStateException migrationFailed(@Cause Throwable failure, String problem);

  @Message(id = 2003, value = "The migration script %s is not in the archive: build it again")
  IllegalStateException scriptMissing(String name);
}
