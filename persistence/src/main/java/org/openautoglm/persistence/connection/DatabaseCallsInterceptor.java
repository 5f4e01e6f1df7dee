// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.persistence.connection;

import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import jakarta.persistence.PersistenceException;
import jakarta.resource.ResourceException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Tells failures to reach the database from all others. Around transactions: they connect too. */
@Interceptor
@DatabaseCalls
@Priority(DatabaseCallsInterceptor.BEFORE_TRANSACTIONS)
public class DatabaseCallsInterceptor {
  /** Jakarta Transactions gives its own interceptor PLATFORM_BEFORE + 200. */
  static final int BEFORE_TRANSACTIONS = Interceptor.Priority.PLATFORM_BEFORE + 100;

  /** Beginnings of SQLSTATE: connection exceptions; a PostgreSQL server that stops or starts. */
  private static final List<String> OF_CONNECTION = List.of("08", "57P");

  /** Callers catch no checked exceptions, which a failed commit may bring. */
  @AroundInvoke
  Object call(InvocationContext context) throws Exception {
    try {
      return context.proceed();
    } catch (DatabaseUnavailableException e) {
      throw e;
    } catch (Exception e) {
      if (isUnreachable(e)) {
        throw new DatabaseUnavailableException(e);
      }
      throw e instanceof RuntimeException ? e : new PersistenceException(e);
    }
  }

  /** Whether somewhere among the causes a connection could not be had, or broke. */
  static boolean isUnreachable(Throwable failure) {
    return isUnreachable(failure, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private static boolean isUnreachable(Throwable failure, Set<Throwable> seen) {
    if (failure == null || !seen.add(failure)) {
      return false;
    }
    return failure instanceof ResourceException
        || (failure instanceof SQLException reported && isOfConnection(reported))
        || isUnreachable(failure.getCause(), seen)
        || Arrays.stream(failure.getSuppressed()).anyMatch(other -> isUnreachable(other, seen));
  }

  private static boolean isOfConnection(SQLException reported) {
    String state = reported.getSQLState();
    return reported instanceof SQLNonTransientConnectionException
        || reported instanceof SQLTransientConnectionException
        || reported instanceof SQLRecoverableException
        || (state != null && OF_CONNECTION.stream().anyMatch(state::startsWith));
  }
}
