// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.audit;

import jakarta.enterprise.context.ApplicationScoped;
import org.openautoglm.serving.logging.ServingLog;

/** Keeps outcomes in the server log, category {@code org.openautoglm.audit}. */
@ApplicationScoped
public class LoggedAuditTrail implements AuditTrail {

  @Override
  public void record(AuditEntry entry) {
    ServingLog.AUDIT.outcome(
        entry.requestId(),
        entry.caller().id(),
        entry.operation(),
        entry.model(),
        entry.outcome().name(),
        entry.usage().promptTokens(),
        entry.usage().completionTokens(),
        entry.took().toMillis());
  }
}
