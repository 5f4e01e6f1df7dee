// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.persistence.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Instant;
import java.util.List;

/** The audit in the database. */
@ApplicationScoped
public class JpaAuditRepository implements AuditRepository {

  @PersistenceContext(unitName = "autoglm")
  private EntityManager entities;

  /** For CDI, which injects the entity manager. */
  public JpaAuditRepository() {}

  /**
   * @param entities an entity manager whose transactions are the caller's affair
   */
  JpaAuditRepository(EntityManager entities) {
    this.entities = entities;
  }

  @Override
  @Transactional(TxType.REQUIRES_NEW)
  public void add(AuditRecord outcome) {
    entities.persist(outcome);
  }

  @Override
  @Transactional(TxType.SUPPORTS)
  public List<AuditRecord> findBetween(Instant from, Instant to, int limit) {
    return entities
        .createQuery(
            "select r from AuditRecord r where r.occurred >= :from and r.occurred < :to"
                + " order by r.occurred desc, r.id desc",
            AuditRecord.class)
        .setParameter("from", from)
        .setParameter("to", to)
        .setMaxResults(limit)
        .getResultList();
  }
}
