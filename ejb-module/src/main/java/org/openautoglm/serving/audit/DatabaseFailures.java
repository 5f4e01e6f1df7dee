// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.audit;

import org.openautoglm.persistence.connection.DatabaseUnavailableException;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;

/** What callers are told when the database fails. */
public final class DatabaseFailures {
  private DatabaseFailures() {}

  /** {@code DATABASE_UNAVAILABLE} while it is away, {@code INTERNAL} for everything else. */
  public static ServingException of(RuntimeException failure) {
    return failure instanceof DatabaseUnavailableException
        ? new ServingException(
            ErrorCode.DATABASE_UNAVAILABLE,
            "The database with the keys and the audit cannot be reached; try again later.",
            null,
            failure)
        : new ServingException(ErrorCode.INTERNAL, "The database failed.", null, failure);
  }
}
