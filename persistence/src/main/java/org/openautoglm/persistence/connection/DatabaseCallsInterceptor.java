// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.persistence.connection;

import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import jakarta.resource.ResourceException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/**
 * Tells failures to reach the database from all others. Around transactions: they connect as well.
 */
@Interceptor
@DatabaseCalls
@Priority(DatabaseCallsInterceptor.BEFORE_TRANSACTIONS)
public class DatabaseCallsInterceptor {
  /** Jakarta Transactions gives its own interceptor PLATFORM_BEFORE + 200. */
  static final int BEFORE_TRANSACTIONS = Interceptor.Priority.PLATFORM_BEFORE + 100;

  /** Of SQLSTATE: connection exceptions, and in PostgreSQL the intervention of an operator. */
  private static final Set<String> CONNECTION_CLASSES = Set.of("08", "57");

  /** Enough for the wrappers of Hibernate, the pool and the driver. */
  private static final int MOST_CAUSES = 20;

  @AroundInvoke
  Object call(InvocationContext context) throws Exception {
    try {
      return context.proceed();
    } catch (DatabaseUnavailableException e) {
      throw e;
    } catch (Exception e) {
      throw isUnreachable(e) ? new DatabaseUnavailableException(e) : e;
    }
  }

  /** Whether somewhere among the causes a connection could not be had, or broke. */
  static boolean isUnreachable(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
      if (cause instanceof ResourceException
          || cause instanceof SQLException reported && isOfConnection(reported)) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  private static boolean isOfConnection(SQLException reported) {
    String state = reported.getSQLState();
    return reported instanceof SQLNonTransientConnectionException
        || reported instanceof SQLTransientConnectionException
        || reported instanceof SQLRecoverableException
        || state != null
            && state.length() == 5
            && CONNECTION_CLASSES.contains(state.substring(0, 2));
  }
}
