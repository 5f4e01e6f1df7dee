// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openautoglm.persistence.audit.AuditQuery;
import org.openautoglm.persistence.audit.AuditRecord;
import org.openautoglm.persistence.audit.AuditRepository;
import org.openautoglm.persistence.audit.AuditResult;
import org.openautoglm.persistence.audit.AuditSubject;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.StreamEvent.Usage;
import org.openautoglm.serving.testing.House;

class RepositoryAuditTrailTest {

  @Test
  void anOutcomeIsKeptWithEverythingKnownOfIt() {
    List<AuditRecord> kept = new ArrayList<>();
    AuditTrail trail = new RepositoryAuditTrail(new KeepingRepository(kept));
    Instant started = Instant.parse("2026-01-01T00:00:00Z");
    trail.record(
        new AuditEntry(
            "req-1",
            House.USER,
            "chat",
            "glm",
            "v1",
            AuditOutcome.REFUSED,
            ErrorCode.QUEUE_FULL,
            "role: ALLOW (fine)",
            new Usage(3, 4, 1),
            started,
            Duration.ofMillis(12)));

    assertThat(kept)
        .singleElement()
        .satisfies(
            outcome -> {
              assertThat(outcome.occurred()).isEqualTo(started);
              assertThat(outcome.took()).isEqualTo(Duration.ofMillis(12));
              assertThat(outcome.subject())
                  .isEqualTo(new AuditSubject("req-1", null, "key:1", "chat", "glm", "v1"));
              assertThat(outcome.result())
                  .isEqualTo(new AuditResult("REFUSED", "QUEUE_FULL", "role: ALLOW (fine)", 3, 4));
            });
  }

  private record KeepingRepository(List<AuditRecord> kept) implements AuditRepository {
    @Override
    public void add(AuditRecord outcome) {
      kept.add(outcome);
    }

    @Override
    public List<AuditRecord> find(AuditQuery query, int limit) {
      return kept;
    }
  }
}
