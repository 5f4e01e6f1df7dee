// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.persistence.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import jakarta.interceptor.InvocationContext;
import jakarta.persistence.PersistenceException;
import jakarta.resource.ResourceException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import org.h2.jdbcx.JdbcDataSource;
import org.h2.tools.Server;
import org.junit.jupiter.api.Test;
import org.openautoglm.persistence.testing.TestDatabase;

class DatabaseCallsInterceptorTest {
  private final DatabaseCallsInterceptor interceptor = new DatabaseCallsInterceptor();

  @Test
  void aServerThatGoesAwayIsToldFromOtherFailures() throws SQLException {
    Server server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
    JdbcDataSource address = new JdbcDataSource();
    address.setURL("jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/mem:away;DB_CLOSE_DELAY=-1");
    try (TestDatabase database = new TestDatabase(address)) {
      assertThat(ask(database)).isNull();
      assertThat(failure(() -> wrong(database))).isNotNull().isNotInstanceOf(AWAY);

      server.stop();

      assertThat(ask(database)).isInstanceOf(AWAY);
    } finally {
      server.stop();
    }
  }

  private static final Class<?> AWAY = DatabaseUnavailableException.class;

  private Throwable ask(TestDatabase database) {
    return failure(
        () ->
            database.inTransaction(
                entities -> {
                  new JpaDatabaseProbe(entities).ask();
                  return null;
                }));
  }

  private static Object wrong(TestDatabase database) {
    return database.inTransaction(
        entities -> entities.createNativeQuery("select * from nowhere").getSingleResult());
  }

  @Test
  void connectionsThatThePoolCannotGiveAreFailuresToReachTheDatabase() {
    assertThat(isUnreachable(new SQLException(new ResourceException("IJ000453")))).isTrue();
    assertThat(isUnreachable(new SQLTransientConnectionException("pool is empty"))).isTrue();
    assertThat(isUnreachable(new SQLException("broken pipe", "08006"))).isTrue();
    assertThat(isUnreachable(new SQLException("administrator command", "57P01"))).isTrue();
    assertThat(isUnreachable(new SQLException("statement cancelled", "57014"))).isFalse();
    assertThat(isUnreachable(new SQLException("duplicate key", "23505"))).isFalse();
    assertThat(isUnreachable(new SQLException("no state", null, 0))).isFalse();
  }

  private static boolean isUnreachable(SQLException failure) {
    return DatabaseCallsInterceptor.isUnreachable(
        new IllegalStateException(new PersistenceException(failure)));
  }

  @Test
  void causesThatGoInCirclesEnd() {
    Exception outer = new Exception("outer");
    outer.initCause(new Exception("inner", outer));

    assertThat(DatabaseCallsInterceptor.isUnreachable(outer)).isFalse();
  }

  @Test
  void whatIsSuppressedCountsAsACause() {
    Exception commit = new Exception("rolled back");
    commit.addSuppressed(new SQLException("broken pipe", "08006"));

    assertThat(DatabaseCallsInterceptor.isUnreachable(commit)).isTrue();
  }

  @Test
  void checkedFailuresBecomeUnchecked() {
    Exception commit = new Exception("rolled back");

    assertThat(
            failure(
                () -> {
                  throw commit;
                }))
        .isInstanceOf(PersistenceException.class)
        .hasCause(commit);
  }

  @Test
  void otherFailuresStayWhatTheyAre() {
    RuntimeException bug = new IllegalStateException("a bug");

    assertThatThrownBy(
            () ->
                interceptor.call(
                    new Call(
                        () -> {
                          throw bug;
                        })))
        .isSameAs(bug);
  }

  private Throwable failure(Work work) {
    return catchThrowable(() -> interceptor.call(new Call(work)));
  }

  @FunctionalInterface
  private interface Work {
    Object run() throws Exception;
  }

  /** A call of which only going on matters. */
  private record Call(Work work) implements InvocationContext {
    @Override
    public Object proceed() throws Exception {
      return work.run();
    }

    @Override
    public Object getTarget() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Object getTimer() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Method getMethod() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Constructor<?> getConstructor() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Object[] getParameters() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void setParameters(Object[] parameters) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, Object> getContextData() {
      throw new UnsupportedOperationException();
    }
  }
}
