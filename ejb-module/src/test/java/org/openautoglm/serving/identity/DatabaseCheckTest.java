// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.openautoglm.persistence.connection.DatabaseUnavailableException;

class DatabaseCheckTest {
  private long nanos = Long.MAX_VALUE - 5;
  private int questions;
  private RuntimeException failure;

  private final DatabaseCheck check = new DatabaseCheck(this::ask, Runnable::run, () -> nanos);

  private void ask() {
    questions++;
    if (failure != null) {
      throw failure;
    }
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  @Test
  void aDatabaseThatIsAwayIsReportedUntilItIsBack() {
    assertThat(check.problem()).isEmpty();

    for (RuntimeException reason :
        new RuntimeException[] {
          new DatabaseUnavailableException(new SQLException("refused")),
          new IllegalStateException("anything else")
        }) {
      failure = reason;
      pass(Duration.ofSeconds(1));
      assertThat(check.problem()).hasValueSatisfying(text -> assertThat(text).contains("reached"));
    }

    failure = null;
    pass(Duration.ofSeconds(1));
    assertThat(check.problem()).isEmpty();
  }

  @Test
  void itIsAskedOnceASecondHoweverManyWantToKnow() {
    for (int i = 0; i < 100; i++) {
      check.problem();
    }
    assertThat(questions).isEqualTo(1);
    pass(Duration.ofSeconds(1));
    check.problem();
    assertThat(questions).isEqualTo(2);
  }

  @Test
  void nobodyWaitsForADatabaseThatDoesNotAnswerAndItIsAskedAnew() {
    Queue<Runnable> open = new ArrayDeque<>();
    DatabaseCheck waiting =
        new DatabaseCheck(
            this::ask,
            question -> {
              open.add(question);
              pass(Duration.ofSeconds(2));
            },
            () -> nanos);

    assertThat(waiting.problem())
        .hasValueSatisfying(text -> assertThat(text).contains("2 seconds"));
    assertThat(waiting.problem()).isPresent();
    assertThat(open).as("asked by one thread at a time").hasSize(1);

    pass(Duration.ofSeconds(30));
    assertThat(waiting.problem()).isPresent();
    assertThat(open).as("a question that stays open is given up").hasSize(2);
  }
}
