// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.identity;

import static org.openautoglm.serving.identity.IdentityLog.LOG;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.openautoglm.persistence.connection.DatabaseProbe;

/**
 * Whether keys can be looked up. Anybody may ask, and connecting to a database that is away may
 * take minutes: so it is asked by one thread at a time, at most once a second, and nobody waits
 * long. A question that stays open is given up, because the next one may find a better connection.
 */
@ApplicationScoped
public class DatabaseCheck {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final Duration GIVEN_UP = Duration.ofSeconds(30);
  private static final String SLOW =
      "database: it has not answered for " + PATIENCE.toSeconds() + " seconds";
  private static final String AWAY = "database: it cannot be reached, see the server's log";

  private final AtomicBoolean away = new AtomicBoolean();
  private DatabaseProbe probe;
  private Executor background;
  private LongSupplier nanos;
  private Question question;

  /** For the container's proxy only. */
  protected DatabaseCheck() {}

  @Inject
  public DatabaseCheck(DatabaseProbe probe, ThreadFactory threads) {
    this(probe, work -> start(threads, work), System::nanoTime);
  }

  /**
   * @param background runs what may take long
   * @param nanos a clock that nobody sets
   */
  public DatabaseCheck(DatabaseProbe probe, Executor background, LongSupplier nanos) {
    this.probe = probe;
    this.background = background;
    this.nanos = nanos;
  }

  private static void start(ThreadFactory threads, Runnable work) {
    Thread thread = threads.newThread(work);
    thread.setName("autoglm-database-check");
    thread.start();
  }

  /**
   * @param asked in nanoseconds
   * @param answer what is wrong
   */
  private record Question(long asked, CompletableFuture<Optional<String>> answer) {}

  /** What is wrong, in words for the operator. */
  public Optional<String> problem() {
    Question open = question();
    long left = PATIENCE.toNanos() - (nanos.getAsLong() - open.asked());
    try {
      return open.answer().get(Math.max(0, left), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return Optional.of(SLOW);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(SLOW);
    } catch (ExecutionException e) {
      throw new IllegalStateException("An answer of the database was lost", e.getCause());
    }
  }

  private synchronized Question question() {
    long now = nanos.getAsLong();
    if (question == null
        || now - question.asked() >= (question.answer().isDone() ? FRESH : GIVEN_UP).toNanos()) {
      question = new Question(now, CompletableFuture.supplyAsync(this::ask, background));
    }
    return question;
  }

  private Optional<String> ask() {
    try {
      probe.ask();
    } catch (RuntimeException e) {
      if (away.compareAndSet(false, true)) {
        LOG.databaseAway(e);
      }
      return Optional.of(AWAY);
    }
    if (away.compareAndSet(true, false)) {
      LOG.databaseBack();
    }
    return Optional.empty();
  }
}
