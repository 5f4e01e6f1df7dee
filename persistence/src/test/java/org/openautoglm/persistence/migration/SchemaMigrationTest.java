// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.persistence.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.extensibility.Plugin;
import org.flywaydb.core.internal.database.DatabaseType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openautoglm.persistence.testing.TestDatabase;

class SchemaMigrationTest {
  private static final String FIRST = "V1__first.sql";

  /** Flyway also notes when it created its table, without a version. */
  private static final String APPLIED_SCRIPTS =
      "select count(*) from \"flyway_schema_history\" where \"version\" is not null";

  private final DataSource database = TestDatabase.emptyDatabase("");

  @Test
  void everyScriptInTheFolderIsListedAndEveryListedScriptIsThere()
      throws IOException, URISyntaxException {
    Path folder =
        Path.of(SchemaMigration.class.getResource(MigrationScripts.NAMES.get(0)).toURI())
            .getParent();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()).filter(n -> n.endsWith(".sql")))
          .containsExactlyInAnyOrderElementsOf(MigrationScripts.NAMES);
    }
  }

  @Test
  void migratesAnEmptyDatabaseOnceAndLeavesAMigratedOneAlone() throws SQLException {
    migrate(MigrationScripts.ofThisVersion());
    migrate(MigrationScripts.ofThisVersion());

    assertThat(count(APPLIED_SCRIPTS)).isEqualTo(MigrationScripts.NAMES.size());
    assertThat(count("select count(*) from api_key")).isZero();
    assertThat(count("select count(*) from audit_record")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdbc:h2:mem:any", "jdbc:postgresql://host/any"})
  void flywayIsThereWithSupportForEveryDatabaseWeName(String address) {
    assertThat(ServiceLoader.load(Plugin.class))
        .filteredOn(DatabaseType.class::isInstance)
        .extracting(DatabaseType.class::cast)
        .anyMatch(type -> type.handlesJDBCUrl(address));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE"})
  void mappingsFitTheMigratedTables(String options) {
    try (TestDatabase unit = new TestDatabase(TestDatabase.emptyDatabase(options))) {
      Long keys =
          unit.inTransaction(
              entities ->
                  entities
                      .createQuery("select count(k) from ApiKey k", Long.class)
                      .getSingleResult());
      assertThat(keys).isZero();
    }
  }

  @Test
  void aMappingThatDoesNotFitTheTablesIsNoticed() throws SQLException {
    migrate(MigrationScripts.ofThisVersion());
    execute("alter table api_key drop column prefix");

    assertThatThrownBy(() -> new TestDatabase(database))
        .hasStackTraceContaining("missing column [prefix]");
  }

  @Test
  void serversThatAreUpdatedTogetherMigrateOnce() throws SQLException {
    migrate(scripts(new TextScript(FIRST, "create table a (id int);")));
    MigrationScripts newer =
        scripts(
            new TextScript(FIRST, "create table a (id int);"),
            new TextScript("V2__more.sql", "create table b (id int);"));
    List<CompletableFuture<Void>> servers =
        Stream.generate(() -> CompletableFuture.runAsync(() -> migrate(newer))).limit(4).toList();
    servers.forEach(CompletableFuture::join);

    assertThat(count(APPLIED_SCRIPTS)).isEqualTo(2);
  }

  @Test
  void aScriptThatFailsIsNamedAndTheDataSourceToo() {
    assertThatIllegalStateException()
        .isThrownBy(
            () -> migrate(scripts(new TextScript(FIRST, "create tabel nonsense (id int);"))))
        .withMessageContaining("AUTOGLM002002")
        .withMessageContaining("java:jboss/datasources/AutoglmDS")
        .withMessageContaining(FIRST)
        .withMessageContaining("tabel");
  }

  @Test
  void aPersistenceUnitWithoutItsTablesDoesNotStart() throws SQLException {
    execute("create table api_key (id int)");

    assertThatThrownBy(() -> new TestDatabase(database)).hasStackTraceContaining("AUTOGLM002002");
  }

  @Test
  void aScriptThatWasEditedAfterwardsIsRefused() {
    migrate(scripts(new TextScript(FIRST, "create table a (id int);")));

    assertThatIllegalStateException()
        .isThrownBy(() -> migrate(scripts(new TextScript(FIRST, "create table b (id int);"))))
        .withMessageContaining("checksum mismatch");
  }

  @Test
  void aDatabaseOfANewerVersionIsRefused() {
    TextScript first = new TextScript(FIRST, "create table a (id int);");
    migrate(scripts(first, new TextScript("V9__later.sql", "create table b (id int);")));

    assertThatIllegalStateException()
        .isThrownBy(() -> migrate(scripts(first)))
        .withMessageContaining("newer version")
        .withMessageContaining("not resolved locally: 9");
  }

  @Test
  void aListedScriptThatIsNotInTheArchiveIsNamed() {
    assertThatIllegalStateException()
        .isThrownBy(() -> new MigrationScript("V99__forgotten.sql").read())
        .withMessageContaining("AUTOGLM002003")
        .withMessageContaining("V99__forgotten.sql");
  }

  private void migrate(MigrationScripts scripts) {
    new SchemaMigration(database, scripts).run();
  }

  private static MigrationScripts scripts(TextScript... scripts) {
    return new MigrationScripts(List.of(scripts));
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private int count(String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getInt(1);
    }
  }
}
