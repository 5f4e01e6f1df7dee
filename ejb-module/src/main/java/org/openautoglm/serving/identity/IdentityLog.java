// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.identity;

import static org.jboss.logging.Logger.Level.INFO;
import static org.jboss.logging.Logger.Level.WARN;

import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.Set;
import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;
import org.jboss.logging.annotations.ValidIdRange;

/** What identity says to the operator; never a key. */
@MessageLogger(projectCode = "AUTOGLM")
@ValidIdRange(min = 3000, max = 3999)
interface IdentityLog extends BasicLogger {

  IdentityLog LOG =
      Logger.getMessageLogger(
          MethodHandles.lookup(), IdentityLog.class, "org.openautoglm.serving.identity");

  @LogMessage(level = INFO)
  @Message(id = 3001, value = "A new administrator key (%s) is in %s")
  void administratorKeyIssued(Secret secret, Path file);

  @LogMessage(level = WARN)
  @Message(id = 3002, value = "The administrator key %d (%s...) is revoked, because %s was missing")
  void administratorKeyReplaced(long id, String prefix, Path file);

  @LogMessage(level = WARN)
  @Message(
      id = 3003,
      value =
          "%s holds no valid key of an administrator; to get a new one, delete it and start again")
  void keyFileStale(Path file);

  @LogMessage(level = WARN)
  @Message(
      id = 3004,
      value =
          "%s can be read by others than its owner; set its mode to 0600, or delete it and start"
              + " again to get a new key")
  void keyFileExposed(Path file);

  @LogMessage(level = INFO)
  @Message(id = 3005, value = "Key %d ('%s', roles %s) is created by %s")
  void created(long id, String name, Set<String> roles, String caller);

  @LogMessage(level = INFO)
  @Message(id = 3006, value = "Key %d ('%s') is revoked by %s")
  void revoked(long id, String name, String caller);

  @Message(
      id = 3007,
      value =
          "The administrator's key cannot be written to %s: %s. Check that its folder, which"
              + " autoglm.data.directory sets, has space and can be written by the server's user")
  IllegalStateException cannotWriteKeyFile(@Cause Throwable failure, Path file, String problem);

  @Message(
      id = 3008,
      value =
          "The administrator's key cannot be read from %s: %s. Check that it belongs to the"
              + " server's user, or delete it to get a new key")
  IllegalStateException cannotReadKeyFile(@Cause Throwable failure, Path file, String problem);

  @LogMessage(level = WARN)
  @Message(
      id = 3009,
      value =
          "The database cannot be asked: no key can be checked, and every request is answered with"
              + " 503 until it can")
  void databaseAway(@Cause Throwable failure);

  @LogMessage(level = WARN)
  @Message(id = 3010, value = "The database answers again")
  void databaseBack();
}
