// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.persistence.connection;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

/** Selects a number. */
@ApplicationScoped
@DatabaseCalls
public class JpaDatabaseProbe implements DatabaseProbe {

  @PersistenceContext(unitName = "autoglm")
  private EntityManager entities;

  /** For CDI, which injects the entity manager. */
  public JpaDatabaseProbe() {}

  /**
   * @param entities an entity manager whose transactions are the caller's affair
   */
  JpaDatabaseProbe(EntityManager entities) {
    this.entities = entities;
  }

  @Override
  @Transactional(TxType.SUPPORTS)
  public void ask() {
    entities.createNativeQuery("select 1").getSingleResult();
  }
}
