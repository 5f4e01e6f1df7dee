// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.openautoglm.serving.testing.FakeClock;

class LastUseTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final FakeApiKeys stored = new FakeApiKeys();
  private final FakeClock clock = new FakeClock();
  private final Queue<Runnable> background = new ArrayDeque<>();
  private final List<String> failures = new ArrayList<>();
  private final LastUse lastUse = lastUse(background::add);

  @Example
  void theRequestDoesNotWaitForTheDatabase() {
    lastUse.used(1, null);

    assertThat(stored.uses).isEmpty();
    background.remove().run();
    assertThat(stored.uses)
        .containsExactly(new FakeApiKeys.Use(1, clock.instant(), clock.instant().minus(MINUTE)));
  }

  @Example
  void aUseThatWasNotedWithinTheLastMinuteIsEnough() {
    lastUse.used(1, clock.instant().minus(MINUTE).plusMillis(1));
    assertThat(background).isEmpty();

    lastUse.used(1, clock.instant().minus(MINUTE));
    assertThat(background).hasSize(1);
  }

  @Example
  void keysAreNotedIndependently() {
    lastUse.used(1, null);
    lastUse.used(2, null);

    assertThat(background).hasSize(2);
  }

  @Property
  void howeverOftenAKeyIsUsedItIsWrittenAtMostOnceAMinuteAndNeverForgotten(
      @ForAll @Size(min = 1, max = 200) List<@IntRange(min = 0, max = 90) Integer> pauses) {
    FakeApiKeys database = new FakeApiKeys();
    FakeClock time = new FakeClock();
    LastUse notes = new LastUse(database, Runnable::run, (a, f) -> failures.add(a), time);
    for (int seconds : pauses) {
      time.pass(Duration.ofSeconds(seconds));
      notes.used(1, null);
      Instant noted = database.uses.get(database.uses.size() - 1).when();
      assertThat(Duration.between(noted, time.instant())).isLessThan(MINUTE);
    }
    for (int i = 1; i < database.uses.size(); i++) {
      assertThat(Duration.between(database.uses.get(i - 1).when(), database.uses.get(i).when()))
          .isGreaterThanOrEqualTo(MINUTE);
    }
  }

  @Example
  void aFailureReachesItsReceiverAndIsNotRepeatedWithEveryRequest() {
    stored.failure = new IllegalStateException("disk full");
    for (int i = 0; i < 10; i++) {
      lastUse.used(7, null);
    }

    background.forEach(Runnable::run);

    assertThat(failures).containsExactly("noting the last use of key 7");
  }

  @Example
  void aStoppingServerThatTakesNoMoreWorkDoesNotFailTheRequest() {
    lastUse(
            work -> {
              throw new RejectedExecutionException("stopping");
            })
        .used(7, null);

    assertThat(failures).containsExactly("handing over the last use of key 7");
  }

  private LastUse lastUse(Executor executor) {
    return new LastUse(stored, executor, (activity, failure) -> failures.add(activity), clock);
  }
}
