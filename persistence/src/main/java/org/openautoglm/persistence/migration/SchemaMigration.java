// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.persistence.migration;

import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.output.MigrateResult;
import org.flywaydb.core.api.pattern.ValidatePattern;

/**
 * Brings a database to the state this version of the application expects. Safe to run by several
 * servers at once on one database: Flyway locks it. Only an empty H2 database has nothing to lock
 * yet, and that belongs to one server.
 */
final class SchemaMigration {
  private final DataSource dataSource;
  private final MigrationScripts scripts;

  SchemaMigration(DataSource dataSource, MigrationScripts scripts) {
    this.dataSource = dataSource;
    this.scripts = scripts;
  }

  /**
   * @throws IllegalStateException when a script fails, was edited after it had been applied, or the
   *     database was written by a newer version of the application
   */
  void run() {
    ClassLoader own = SchemaMigration.class.getClassLoader();
    FluentConfiguration configuration =
        Flyway.configure(own)
            .dataSource(dataSource)
            .resourceProvider(scripts)
            .javaMigrationClassProvider(List::of)
            .skipDefaultCallbacks(true)
            // by default Flyway accepts a database of a newer version, whose tables we do not know
            .ignoreMigrationPatterns(new ValidatePattern[0]);
    try {
      MigrateResult result = configuration.load().migrate();
      if (result.migrationsExecuted > 0) {
        PersistenceLog.LOG.migrated(
            result.database, result.targetSchemaVersion, result.migrationsExecuted);
      }
    } catch (FlywayException e) {
      throw PersistenceLog.LOG.migrationFailed(e, e.getMessage());
    }
  }
}
