// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.api.StreamEvent.Usage;
import org.openautoglm.serving.testing.FakeClock;
import org.openautoglm.serving.testing.House;

class AuditDeskTest {
  private final List<AuditEntry> kept = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();
  private final FakeClock clock = new FakeClock();

  private AuditDesk desk(AuditTrail trail) {
    return new AuditDesk(trail, (activity, failure) -> failures.add(failure), clock);
  }

  @Test
  void onlyTheFirstOutcomeIsRecorded() {
    RequestAccount account = desk(kept::add).open("req-1", House.USER, "chat");
    account.servedBy("glm", "v1");
    clock.pass(Duration.ofMillis(250));
    account.completed(new Usage(3, 4, 1));
    account.cancelled(new Usage(3, 4, 1));
    account.ended(new ServingException(ErrorCode.INTERNAL, "late"));

    assertThat(kept)
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.outcome()).isEqualTo(AuditOutcome.COMPLETED);
              assertThat(entry.took()).isEqualTo(Duration.ofMillis(250));
              assertThat(entry.errorCode()).isNull();
              assertThat(entry.modelVersion()).isEqualTo("v1");
            });
  }

  @Test
  void whatCannotBeRecordedIsToldWhole() {
    List<String> told = new ArrayList<>();
    AuditTrail broken =
        entry -> {
          throw new IllegalStateException("the database is away");
        };
    AuditDesk desk = new AuditDesk(broken, (activity, failure) -> told.add(activity), clock);
    RequestAccount account = desk.open("req-1", House.USER, "chat");
    account.servedBy("glm\nforged", "v1");
    account.completed(new Usage(3, 4, 1));

    assertThat(told)
        .singleElement(InstanceOfAssertFactories.STRING)
        .contains("req-1", "chat", "glm?forged", "v1", "COMPLETED", "3", "4")
        .contains(House.USER.name())
        .doesNotContain("\n");
  }

  @Test
  void everyErrorCodeIsEitherTheCallersOrTheServersFault() {
    Map<ErrorCode, AuditOutcome> outcomes = new EnumMap<>(ErrorCode.class);
    for (ErrorCode code : ErrorCode.values()) {
      outcomes.put(code, AuditOutcome.of(code));
    }
    assertThat(outcomes)
        .containsEntry(ErrorCode.INVALID_VALUE, AuditOutcome.REFUSED)
        .containsEntry(ErrorCode.QUEUE_FULL, AuditOutcome.REFUSED)
        .containsEntry(ErrorCode.ACCESS_DENIED, AuditOutcome.REFUSED)
        .containsEntry(ErrorCode.CANCELLED, AuditOutcome.CANCELLED)
        .containsEntry(ErrorCode.SHUTTING_DOWN, AuditOutcome.FAILED)
        .containsEntry(ErrorCode.INTERNAL, AuditOutcome.FAILED)
        .doesNotContainValue(AuditOutcome.COMPLETED);
  }

  @Test
  void aTrailThatCannotBeWrittenReachesTheReceiverAndNotTheCaller() {
    IllegalStateException full = new IllegalStateException("database full");
    RequestAccount account =
        desk(entry -> {
              throw full;
            })
            .open("req-1", House.USER, "chat");
    account.completed(new Usage(1, 1, 0));
    assertThat(failures).containsExactly(full);
  }
}
