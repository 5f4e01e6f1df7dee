// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.persistence.migration;

import javax.sql.DataSource;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.integrator.spi.Integrator;
import org.hibernate.service.spi.SessionFactoryServiceRegistry;
import org.openautoglm.persistence.identity.ApiKey;

/**
 * Migrates the database while Hibernate builds the persistence unit, before Hibernate compares its
 * mappings with the tables and before anybody can have an entity manager. A migration that fails
 * fails the unit and with it the deployment. A bean that runs at start could not promise this
 * order: other beans start beside it, and libraries of an EAR cannot hold enterprise beans.
 */
public class MigratingIntegrator implements Integrator {

  /**
   * @throws IllegalStateException when the database could not be migrated; the message says why
   */
  @Override
  public void integrate(
      Metadata metadata, BootstrapContext bootstrapContext, SessionFactoryImplementor factory) {
    // Hibernate calls integrators for every unit of the application, and only one is ours
    if (metadata.getEntityBinding(ApiKey.class.getName()) != null) {
      new SchemaMigration(dataSource(factory), MigrationScripts.ofThisVersion()).run();
    }
  }

  private static DataSource dataSource(SessionFactoryImplementor factory) {
    return factory
        .getServiceRegistry()
        .requireService(ConnectionProvider.class)
        .unwrap(DataSource.class);
  }

  @Override
  public void disintegrate(
      SessionFactoryImplementor factory, SessionFactoryServiceRegistry serviceRegistry) {
    // nothing outlives the migration
  }
}
