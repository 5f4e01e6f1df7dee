// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.audit;

import java.time.Clock;
import java.util.function.Supplier;
import org.openautoglm.serving.api.Caller;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.logging.FailureReceiver;

/** Opens the account of every request. */
public final class AuditDesk {
  private final AuditTrail trail;
  private final FailureReceiver failures;
  private final Clock clock;

  public AuditDesk(AuditTrail trail, FailureReceiver failures, Clock clock) {
    this.trail = trail;
    this.failures = failures;
    this.clock = clock;
  }

  /** Begins to follow a request. */
  public RequestAccount open(String requestId, Caller caller, String operation) {
    return new RequestAccount(this, requestId, caller, operation, clock);
  }

  /**
   * Asks the database for a caller and records how that ended.
   *
   * @throws ServingException what the work refused, or {@link DatabaseFailures#of}
   */
  public <T> T audited(String requestId, Caller caller, String operation, Supplier<T> work) {
    RequestAccount account = open(requestId, caller, operation);
    try {
      T result = work.get();
      account.completed();
      return result;
    } catch (ServingException e) {
      account.ended(e);
      throw e;
    } catch (RuntimeException e) {
      ServingException failed = DatabaseFailures.of(e);
      account.ended(failed);
      throw failed;
    }
  }

  void keep(AuditEntry entry) {
    try {
      trail.record(entry);
    } catch (RuntimeException e) {
      failures.onFailure("recording in the audit " + written(entry), e);
    }
  }

  /** Whole, so that the record can be restored from the log; on one line, whatever callers sent. */
  private static String written(AuditEntry entry) {
    return entry.toString().replaceAll("[\\p{Cc}\\u2028\\u2029]", "?");
  }
}
