// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.audit;

import java.time.Clock;
import org.openautoglm.serving.api.Caller;
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

  void keep(AuditEntry entry) {
    try {
      trail.record(entry);
    } catch (RuntimeException e) {
      failures.onFailure(
          "recording the outcome of request " + entry.requestId() + " in the audit", e);
    }
  }
}
