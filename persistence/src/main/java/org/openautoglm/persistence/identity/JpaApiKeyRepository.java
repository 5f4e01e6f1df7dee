// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.persistence.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.openautoglm.persistence.connection.DatabaseCalls;

/** Keys in the database. */
@ApplicationScoped
@DatabaseCalls
public class JpaApiKeyRepository implements ApiKeyRepository {

  @PersistenceContext(unitName = "autoglm")
  private EntityManager entities;

  /** For CDI, which injects the entity manager. */
  public JpaApiKeyRepository() {}

  /**
   * @param entities an entity manager whose transactions are the caller's affair
   */
  JpaApiKeyRepository(EntityManager entities) {
    this.entities = entities;
  }

  @Override
  @Transactional
  public void add(ApiKey key) {
    entities.persist(key);
    entities.flush();
  }

  @Override
  @Transactional(TxType.SUPPORTS)
  public Optional<ApiKey> findBySecretHash(String secretHash) {
    return entities
        .createQuery(
            "select k from ApiKey k left join fetch k.roles where k.secretHash = :hash",
            ApiKey.class)
        .setParameter("hash", secretHash)
        .getResultList()
        .stream()
        .findFirst();
  }

  @Override
  @Transactional(TxType.SUPPORTS)
  public List<ApiKey> findAll() {
    return entities
        .createQuery("select k from ApiKey k left join fetch k.roles order by k.id", ApiKey.class)
        .getResultList();
  }

  @Override
  @Transactional(TxType.SUPPORTS)
  public List<ApiKey> findValidByRole(String role) {
    return entities
        .createQuery(
            "select k from ApiKey k where k.revoked is null and :role member of k.roles"
                + " order by k.id",
            ApiKey.class)
        .setParameter("role", role)
        .getResultList();
  }

  @Override
  @Transactional
  public Optional<ApiKey> revoke(long id, Instant when, String by) {
    Optional<ApiKey> key =
        Optional.ofNullable(entities.find(ApiKey.class, id, LockModeType.PESSIMISTIC_WRITE));
    key.ifPresent(found -> found.revoke(when, by));
    entities.flush();
    return key;
  }

  @Override
  @Transactional(TxType.REQUIRES_NEW)
  public void noteUse(long id, Instant when, Instant since) {
    entities
        .createQuery(
            "update ApiKey k set k.lastUsed = :when"
                + " where k.id = :id and (k.lastUsed is null or k.lastUsed <= :since)")
        .setParameter("when", when.truncatedTo(ChronoUnit.MICROS))
        .setParameter("since", since)
        .setParameter("id", id)
        .executeUpdate();
  }
}
