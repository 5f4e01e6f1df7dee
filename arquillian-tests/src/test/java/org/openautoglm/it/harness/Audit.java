// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.harness;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** What the audit of the server under test says, read through {@code it.probe}. */
public final class Audit {
  private final Wire wire;

  public Audit(ServerUnderTest server) {
    this.wire = Wire.anonymous(server);
  }

  /**
   * How a request ended.
   *
   * @param outcome for example {@code CANCELLED}
   * @param generated tokens
   */
  public record Outcome(String outcome, int generated) {}

  /** All records of one request; there must never be two. */
  public List<Outcome> outcomes(String requestId) {
    HttpResponse<String> response = wire.get("/probe/audit?request=" + requestId);
    if (response.statusCode() != 200) {
      throw new IllegalStateException("The probe answered " + response.statusCode());
    }
    return response.body().lines().map(Audit::parse).toList();
  }

  /** Waits for the one record of a request. */
  public Outcome await(String requestId, Duration time) {
    Eventually.within(
        time, "request " + requestId + " is in the audit", () -> !outcomes(requestId).isEmpty());
    List<Outcome> outcomes = outcomes(requestId);
    if (outcomes.size() != 1) {
      throw new AssertionError("Request " + requestId + " is in the audit as " + outcomes);
    }
    return outcomes.get(0);
  }

  private static Outcome parse(String line) {
    String[] parts = line.split(" ", 2);
    return new Outcome(parts[0], Integer.parseInt(parts[1]));
  }
}
