// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.persistence.audit;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openautoglm.persistence.testing.TestDatabase;

class JpaAuditRepositoryTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  private final TestDatabase database = new TestDatabase();

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aRecordComesBackAsItWasKept() {
    AuditSubject subject =
        new AuditSubject("req-1", "4bf92f35", "key:42", "chat", "glm-4-9b", "sha256:ab12");
    AuditResult result = new AuditResult("COMPLETED", null, "role: allowed", 17, 64);
    keep(new AuditRecord(NOON, subject, result, Duration.ofMillis(1234)));

    AuditRecord kept = between(NOON, NOON.plusSeconds(1), 10).get(0);

    assertThat(kept.id()).isPositive();
    assertThat(kept.occurred()).isEqualTo(NOON);
    assertThat(kept.subject()).isEqualTo(subject);
    assertThat(kept.result()).isEqualTo(result);
    assertThat(kept.took()).isEqualTo(Duration.ofMillis(1234));
  }

  @Test
  void aRefusalBeforeAnythingWasKnownIsKeptToo() {
    AuditSubject subject = new AuditSubject(null, null, "key:42", "key.create", null, null);
    AuditResult result = new AuditResult("REFUSED", "ACCESS_DENIED", null, 0, 0);
    keep(new AuditRecord(NOON, subject, result, Duration.ZERO));

    assertThat(between(NOON, NOON.plusSeconds(1), 10))
        .extracting(AuditRecord::subject)
        .containsExactly(subject);
  }

  @Test
  void noTextIsTooLongToBeRecorded() {
    String text = "\uD83D\uDD11".repeat(5000);
    AuditSubject subject = new AuditSubject(text, text, text, text, text, text);
    keep(
        new AuditRecord(
            NOON,
            subject,
            new AuditResult(text, text, text, Integer.MAX_VALUE, Integer.MAX_VALUE),
            Duration.ofDays(400)));

    assertThat(between(NOON, NOON.plusSeconds(1), 10)).hasSize(1);
  }

  @Test
  void recordsOfASpanComeNewestFirstAndNoMoreThanAsked() {
    for (int minute = 0; minute < 5; minute++) {
      keep(at(NOON.plusSeconds(60L * minute)));
    }

    assertThat(between(NOON.plusSeconds(60), NOON.plusSeconds(240), 2))
        .extracting(AuditRecord::occurred)
        .containsExactly(NOON.plusSeconds(180), NOON.plusSeconds(120));
  }

  @Test
  void pagesFollowEachOtherWithoutGapOrOverlapWhateverIsKeptMeanwhile() {
    for (int minute = 0; minute < 5; minute++) {
      keep(at(NOON.plusSeconds(60L * minute)));
    }
    List<AuditRecord> first = find(AuditQuery.all(), 2);
    keep(at(NOON.plusSeconds(600)));
    long last = first.get(1).id();

    List<AuditRecord> second = find(new AuditQuery(last, null, null, null, null, null), 10);

    assertThat(first).extracting(AuditRecord::id).isSortedAccordingTo((a, b) -> b.compareTo(a));
    assertThat(second)
        .extracting(AuditRecord::occurred)
        .containsExactly(NOON.plusSeconds(120), NOON.plusSeconds(60), NOON);
  }

  @Test
  void everyConditionMustBeMet() {
    keep(of("key:1", "chat", "COMPLETED"));
    keep(of("key:2", "chat", "REFUSED"));
    keep(of("key:2", "embedding", "COMPLETED"));

    assertThat(find(new AuditQuery(null, "key:2", null, null, null, null), 10)).hasSize(2);
    assertThat(find(new AuditQuery(null, null, "chat", null, null, null), 10)).hasSize(2);
    assertThat(find(new AuditQuery(null, null, null, "REFUSED", null, null), 10)).hasSize(1);
    assertThat(find(new AuditQuery(null, "key:2", "chat", "COMPLETED", null, null), 10)).isEmpty();
    assertThat(find(new AuditQuery(null, "' or 1=1 --", null, null, null, null), 10)).isEmpty();
  }

  @Test
  void aRecordIsKeptInATransactionOfItsOwn() throws NoSuchMethodException {
    Transactional transactional =
        JpaAuditRepository.class
            .getMethod("add", AuditRecord.class)
            .getAnnotation(Transactional.class);

    assertThat(transactional.value()).isEqualTo(TxType.REQUIRES_NEW);
  }

  private static AuditRecord of(String caller, String operation, String outcome) {
    return new AuditRecord(
        NOON,
        new AuditSubject("req", null, caller, operation, null, null),
        new AuditResult(outcome, null, null, 1, 1),
        Duration.ZERO);
  }

  private static AuditRecord at(Instant when) {
    return new AuditRecord(
        when,
        new AuditSubject("req", null, "key:1", "chat", null, null),
        new AuditResult("COMPLETED", null, null, 1, 1),
        Duration.ZERO);
  }

  private void keep(AuditRecord outcome) {
    with(
        audit -> {
          audit.add(outcome);
          return null;
        });
  }

  private List<AuditRecord> between(Instant from, Instant to, int limit) {
    return find(new AuditQuery(null, null, null, null, from, to), limit);
  }

  private List<AuditRecord> find(AuditQuery query, int limit) {
    return with(audit -> audit.find(query, limit));
  }

  private <T> T with(Function<AuditRepository, T> work) {
    return database.inTransaction(entities -> work.apply(new JpaAuditRepository(entities)));
  }
}
