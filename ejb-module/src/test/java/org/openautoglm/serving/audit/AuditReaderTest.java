// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.openautoglm.persistence.audit.AuditQuery;
import org.openautoglm.persistence.audit.AuditRecord;
import org.openautoglm.persistence.audit.AuditRepository;
import org.openautoglm.persistence.connection.DatabaseUnavailableException;
import org.openautoglm.serving.api.AuditFilter;
import org.openautoglm.serving.api.AuditPage;
import org.openautoglm.serving.api.Caller;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.Role;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.testing.House;

class AuditReaderTest {
  private static final Caller AUDITOR = new Caller("key:9", "auditor", Set.of(Role.AUDITOR));

  private final List<AuditEntry> records = new ArrayList<>();
  private final List<AuditQuery> queries = new ArrayList<>();
  private final List<Integer> limits = new ArrayList<>();
  private RuntimeException failure;
  private final AuditReader reader =
      new AuditReader(
          new EmptyRepository(),
          new AuditDesk(records::add, (activity, cause) -> {}, Clock.systemUTC()));

  private static AuditFilter filter(Integer limit, String outcome) {
    return new AuditFilter(limit, 5L, "key:1", "chat", outcome, new AuditFilter.Span(null, null));
  }

  @Test
  void auditorsAndAdministratorsMayReadAndAreRecorded() {
    assertThat(reader.read(AUDITOR, "req-1", filter(null, "REFUSED")))
        .isEqualTo(new AuditPage(List.of(), null));
    reader.read(House.ADMIN, "req-2", filter(7, null));

    assertThat(queries.get(0))
        .isEqualTo(new AuditQuery(5L, "key:1", "chat", "REFUSED", null, null));
    assertThat(limits).containsExactly(101, 8);
    assertThat(records).extracting(AuditEntry::requestId).containsExactly("req-1", "req-2");
    assertThat(records)
        .extracting(AuditEntry::operation, entry -> entry.caller().id(), AuditEntry::outcome)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("audit.read", "key:9", AuditOutcome.COMPLETED),
            org.assertj.core.groups.Tuple.tuple("audit.read", "key:3", AuditOutcome.COMPLETED));
  }

  @Test
  void othersMayNotAndAreRecordedToo() {
    refused(House.USER, filter(null, null), ErrorCode.ACCESS_DENIED, null);

    assertThat(records)
        .singleElement()
        .returns(AuditOutcome.REFUSED, AuditEntry::outcome)
        .returns(ErrorCode.ACCESS_DENIED, AuditEntry::errorCode);
    assertThat(queries).isEmpty();
  }

  @Test
  void aFilterOutOfRangeIsNamed() {
    refused(AUDITOR, filter(0, null), ErrorCode.INVALID_VALUE, "limit");
    refused(AUDITOR, filter(1001, null), ErrorCode.INVALID_VALUE, "limit");
    refused(AUDITOR, filter(1, "refused"), ErrorCode.INVALID_VALUE, "outcome");
    refused(AUDITOR, named("a\0b", null), ErrorCode.INVALID_VALUE, "caller");
    refused(AUDITOR, named(null, "\0"), ErrorCode.INVALID_VALUE, "operation");
    refused(AUDITOR, between(Instant.MIN, null), ErrorCode.INVALID_VALUE, "from");
    refused(AUDITOR, between(null, Instant.MAX), ErrorCode.INVALID_VALUE, "to");
  }

  private static AuditFilter named(String caller, String operation) {
    return new AuditFilter(null, null, caller, operation, null, new AuditFilter.Span(null, null));
  }

  private static AuditFilter between(Instant from, Instant to) {
    return new AuditFilter(null, null, null, null, null, new AuditFilter.Span(from, to));
  }

  @Test
  void aDatabaseThatFailsIsRecordedAsSuch() {
    failure = new IllegalStateException("no connection");

    assertThatThrownBy(() -> reader.read(AUDITOR, "req-1", filter(null, null)))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL))
        .hasCause(failure);
    assertThat(records).singleElement().returns(AuditOutcome.FAILED, AuditEntry::outcome);
  }

  @Test
  void aDatabaseThatIsAwayIsSomethingToTryAgain() {
    failure = new DatabaseUnavailableException(new SQLException("refused"));

    refused(AUDITOR, filter(null, null), ErrorCode.DATABASE_UNAVAILABLE, null);
    assertThat(records).singleElement().returns(AuditOutcome.FAILED, AuditEntry::outcome);
  }

  private void refused(Caller caller, AuditFilter filter, ErrorCode code, String parameter) {
    assertThatThrownBy(() -> reader.read(caller, "req-1", filter))
        .isInstanceOfSatisfying(
            ServingException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.parameter()).isEqualTo(parameter);
            });
  }

  private final class EmptyRepository implements AuditRepository {
    @Override
    public void add(AuditRecord outcome) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<AuditRecord> find(AuditQuery query, int limit) {
      if (failure != null) {
        throw failure;
      }
      queries.add(query);
      limits.add(limit);
      return List.of();
    }
  }
}
