// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A request and its whole answer within a time. The timeout of {@link HttpRequest} ends with the
 * headers of the answer: a server that stalls after them would be waited for without end.
 */
public final class BoundedExchange {
  private BoundedExchange() {}

  /**
   * @throws TimeoutException when the answer was not whole in time; it is abandoned then
   * @throws InterruptedException when the wait was interrupted; the answer is abandoned
   */
  public static HttpResponse<String> send(HttpClient http, HttpRequest request, Duration limit)
      throws IOException, InterruptedException, TimeoutException {
    CompletableFuture<HttpResponse<String>> exchange =
        http.sendAsync(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
    try {
      return exchange.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException("the request could not be sent", e.getCause());
    } finally {
      exchange.cancel(true);
    }
  }
}
