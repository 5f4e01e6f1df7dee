// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.persistence.testing;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.EntityTransaction;
import jakarta.persistence.Persistence;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/**
 * The real persistence unit on a database of its own in memory. Starting it migrates the database
 * and lets Hibernate compare every mapping with the tables.
 */
public final class TestDatabase implements AutoCloseable {
  private final EntityManagerFactory factory;

  public TestDatabase() {
    this(emptyDatabase(""));
  }

  public TestDatabase(DataSource dataSource) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("jakarta.persistence.transactionType", "RESOURCE_LOCAL");
    settings.put("jakarta.persistence.jtaDataSource", dataSource);
    settings.put("jakarta.persistence.schema-generation.database.action", "validate");
    factory = Persistence.createEntityManagerFactory("autoglm", settings);
  }

  /**
   * @param options of the H2 address, for example {@code ;MODE=PostgreSQL}
   */
  public static DataSource emptyDatabase(String options) {
    JdbcDataSource dataSource = new JdbcDataSource();
    dataSource.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1" + options);
    return dataSource;
  }

  /** Does work in one transaction with an entity manager of its own. */
  public <T> T inTransaction(Function<EntityManager, T> work) {
    try (EntityManager entities = factory.createEntityManager()) {
      EntityTransaction transaction = entities.getTransaction();
      transaction.begin();
      try {
        T result = work.apply(entities);
        transaction.commit();
        return result;
      } finally {
        if (transaction.isActive()) {
          transaction.rollback();
        }
      }
    }
  }

  @Override
  public void close() {
    factory.close();
  }
}
