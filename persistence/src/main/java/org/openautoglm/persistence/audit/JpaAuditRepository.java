// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.persistence.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.CriteriaQuery;
import jakarta.persistence.criteria.Path;
import jakarta.persistence.criteria.Predicate;
import jakarta.persistence.criteria.Root;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.openautoglm.persistence.connection.DatabaseCalls;

/** The audit in the database. */
@ApplicationScoped
@DatabaseCalls
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
  public List<AuditRecord> find(AuditQuery query, int limit) {
    CriteriaBuilder criteria = entities.getCriteriaBuilder();
    CriteriaQuery<AuditRecord> select = criteria.createQuery(AuditRecord.class);
    Root<AuditRecord> outcome = select.from(AuditRecord.class);
    select
        .where(conditions(criteria, outcome, query).toArray(new Predicate[0]))
        .orderBy(criteria.desc(outcome.get("id")));
    return entities.createQuery(select).setMaxResults(limit).getResultList();
  }

  private static List<Predicate> conditions(
      CriteriaBuilder criteria, Root<AuditRecord> outcome, AuditQuery query) {
    Path<AuditSubject> subject = outcome.get("subject");
    Path<AuditResult> result = outcome.get("result");
    List<Predicate> conditions = new ArrayList<>();
    add(conditions, query.before(), id -> criteria.lessThan(outcome.get("id"), id));
    add(conditions, query.callerId(), id -> criteria.equal(subject.get("callerId"), id));
    add(conditions, query.operation(), name -> criteria.equal(subject.get("operation"), name));
    add(conditions, query.outcome(), name -> criteria.equal(result.get("outcome"), name));
    add(
        conditions,
        query.from(),
        from -> criteria.greaterThanOrEqualTo(outcome.get("occurred"), from));
    add(conditions, query.to(), to -> criteria.lessThan(outcome.get("occurred"), to));
    return conditions;
  }

  private static <T> void add(
      List<Predicate> conditions, T value, Function<T, Predicate> condition) {
    if (value != null) {
      conditions.add(condition.apply(value));
    }
  }
}
