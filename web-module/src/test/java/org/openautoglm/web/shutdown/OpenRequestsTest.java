// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OpenRequestsTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final OpenRequests requests = new OpenRequests();

  @Test
  void withoutRequestsStoppingTakesNoTime() throws InterruptedException {
    requests.began();
    requests.ended();
    assertThat(requests.stopping()).isFalse();

    assertThat(requests.drain(LONG)).isZero();
    assertThat(requests.stopping()).isTrue();
  }

  @Test
  void stoppingWaitsForTheLastRequest() throws Exception {
    requests.began();
    requests.began();
    CompletableFuture<Integer> left =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return requests.drain(LONG);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    while (!requests.stopping()) {
      Thread.onSpinWait();
    }

    requests.ended();
    assertThat(left).isNotDone();
    requests.ended();

    assertThat(left.get(30, TimeUnit.SECONDS)).isZero();
  }

  @Test
  void aRequestThatDoesNotEndIsCounted() throws InterruptedException {
    requests.began();

    assertThat(requests.drain(Duration.ofMillis(20))).isEqualTo(1);
  }
}
