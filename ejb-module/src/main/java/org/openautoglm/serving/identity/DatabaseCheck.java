// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.openautoglm.persistence.connection.DatabaseProbe;
import org.openautoglm.persistence.connection.DatabaseUnavailableException;

/**
 * Whether keys can be looked up. Anybody may ask, and connecting to a database that is away may
 * take minutes: so it is asked by one thread at a time, at most once a second, and nobody waits
 * long.
 */
@ApplicationScoped
public class DatabaseCheck {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final String SLOW =
      "database: it has not answered for " + PATIENCE.toSeconds() + " seconds";
  private static final String AWAY = "database: it cannot be reached, see the server's log";

  private DatabaseProbe probe;
  private Executor background;
  private Clock clock;

  private CompletableFuture<Optional<String>> answer;
  private Instant asked;

  /** For the container's proxy only. */
  protected DatabaseCheck() {}

  @Inject
  public DatabaseCheck(DatabaseProbe probe, ThreadFactory threads) {
    this(probe, work -> threads.newThread(work).start(), Clock.systemUTC());
  }

  /**
   * @param background runs what may take long
   */
  public DatabaseCheck(DatabaseProbe probe, Executor background, Clock clock) {
    this.probe = probe;
    this.background = background;
    this.clock = clock;
  }

  /** What is wrong, in words for the operator. */
  public Optional<String> problem() {
    try {
      return asked().get(patience().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return Optional.of(SLOW);
    } catch (ExecutionException e) {
      throw new IllegalStateException("The database could not be asked", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(SLOW);
    }
  }

  private synchronized CompletableFuture<Optional<String>> asked() {
    Instant now = clock.instant();
    if (answer == null || (answer.isDone() && !now.isBefore(asked.plus(FRESH)))) {
      asked = now;
      answer = CompletableFuture.supplyAsync(this::ask, background);
    }
    return answer;
  }

  /** Who comes later to a question that is open waits the shorter. */
  private synchronized Duration patience() {
    Duration left = Duration.between(clock.instant(), asked.plus(PATIENCE));
    return left.isNegative() ? Duration.ZERO : left;
  }

  private Optional<String> ask() {
    try {
      probe.ask();
      return Optional.empty();
    } catch (DatabaseUnavailableException e) {
      return Optional.of(AWAY);
    }
  }
}
