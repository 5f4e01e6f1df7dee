// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.openautoglm.persistence.connection.DatabaseUnavailableException;
import org.openautoglm.serving.testing.FakeClock;

class DatabaseCheckTest {
  private final FakeClock clock = new FakeClock();
  private int questions;
  private RuntimeException failure;

  private final DatabaseCheck check = new DatabaseCheck(this::ask, Runnable::run, clock);

  private void ask() {
    questions++;
    if (failure != null) {
      throw failure;
    }
  }

  @Test
  void aDatabaseThatIsAwayIsReportedUntilItIsBack() {
    assertThat(check.problem()).isEmpty();

    failure = new DatabaseUnavailableException(new SQLException("refused"));
    clock.pass(Duration.ofSeconds(1));
    assertThat(check.problem()).hasValueSatisfying(text -> assertThat(text).contains("reached"));

    failure = null;
    clock.pass(Duration.ofSeconds(1));
    assertThat(check.problem()).isEmpty();
  }

  @Test
  void itIsAskedOnceASecondHoweverManyWantToKnow() {
    for (int i = 0; i < 100; i++) {
      check.problem();
    }
    assertThat(questions).isEqualTo(1);
    clock.pass(Duration.ofSeconds(1));
    check.problem();
    assertThat(questions).isEqualTo(2);
  }

  @Test
  void nobodyWaitsForADatabaseThatDoesNotAnswer() {
    Queue<Runnable> open = new ArrayDeque<>();
    DatabaseCheck waiting =
        new DatabaseCheck(
            this::ask,
            question -> {
              open.add(question);
              clock.pass(Duration.ofSeconds(2));
            },
            clock);

    assertThat(waiting.problem())
        .hasValueSatisfying(text -> assertThat(text).contains("2 seconds"));
    assertThat(waiting.problem()).isPresent();
    assertThat(open).as("asked by one thread at a time").hasSize(1);

    open.remove().run();
    assertThat(waiting.problem()).isPresent();
    assertThat(open).as("asked anew once it has answered").hasSize(1);
  }

  @Test
  void anotherFailureIsNotTakenForAnAbsence() {
    failure = new IllegalStateException("a bug");

    assertThatThrownBy(check::problem).hasRootCause(failure);
  }
}
