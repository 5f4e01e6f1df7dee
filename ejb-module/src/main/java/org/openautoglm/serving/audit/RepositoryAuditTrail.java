// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.openautoglm.persistence.audit.AuditRecord;
import org.openautoglm.persistence.audit.AuditRepository;
import org.openautoglm.persistence.audit.AuditResult;
import org.openautoglm.persistence.audit.AuditSubject;

/** Keeps outcomes in the database, each in a transaction of its own. */
@ApplicationScoped
public class RepositoryAuditTrail implements AuditTrail {

  private AuditRepository repository;

  /** For the container's proxy only. */
  protected RepositoryAuditTrail() {}

  @Inject
  public RepositoryAuditTrail(AuditRepository repository) {
    this.repository = repository;
  }

  @Override
  public void record(AuditEntry entry) {
    AuditSubject subject =
        new AuditSubject(
            entry.requestId(),
            null,
            entry.caller().id(),
            entry.operation(),
            entry.model(),
            entry.modelVersion());
    AuditResult result =
        new AuditResult(
            entry.outcome().name(),
            entry.errorCode() == null ? null : entry.errorCode().name(),
            entry.policy(),
            entry.usage().promptTokens(),
            entry.usage().completionTokens());
    repository.add(new AuditRecord(entry.started(), subject, result, entry.took()));
  }
}
