// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.openautoglm.persistence.identity.ApiKeyRepository;
import org.openautoglm.serving.logging.FailureReceiver;

/**
 * Notes when keys were last used: in the background, and for one key at most once a minute, so that
 * no request waits for it.
 */
final class LastUse {
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  private final ApiKeyRepository keys;
  private final Executor background;
  private final FailureReceiver failures;
  private final Clock clock;

  /** When this server last tried, by id: one entry for a key that is in use. */
  private final ConcurrentMap<Long, Instant> attempts = new ConcurrentHashMap<>();

  LastUse(ApiKeyRepository keys, Executor background, FailureReceiver failures, Clock clock) {
    this.keys = keys;
    this.background = background;
    this.failures = failures;
    this.clock = clock;
  }

  /**
   * @param noted what is noted so far, or null
   */
  void used(long id, Instant noted) {
    Instant now = clock.instant();
    if (due(noted, now) && begin(id, now)) {
      try {
        background.execute(() -> note(id, now));
      } catch (RejectedExecutionException e) {
        failures.onFailure("handing over the last use of key " + id, e);
      }
    }
  }

  /** Whether nobody else has begun: of requests that come together only one writes. */
  private boolean begin(long id, Instant now) {
    Instant last = attempts.get(id);
    return last == null
        ? attempts.putIfAbsent(id, now) == null
        : due(last, now) && attempts.replace(id, last, now);
  }

  private void note(long id, Instant when) {
    try {
      keys.noteUse(id, when, when.minus(INTERVAL));
    } catch (RuntimeException e) {
      failures.onFailure("noting the last use of key " + id, e);
    }
  }

  private static boolean due(Instant last, Instant now) {
    return last == null || !now.isBefore(last.plus(INTERVAL));
  }
}
