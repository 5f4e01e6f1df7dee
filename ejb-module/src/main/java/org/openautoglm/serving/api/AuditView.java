// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.api;

import java.time.Duration;
import java.time.Instant;

/**
 * One outcome as auditors see it; never what was said.
 *
 * @param occurred when the request came in
 * @param took from then to its end
 */
public record AuditView(
    long id, Instant occurred, Duration took, Request request, Outcome outcome) {

  /**
   * Who asked for what.
   *
   * @param id of the request, or null
   * @param caller id of who asked
   * @param model null when it was refused before its model was known
   */
  public record Request(
      String id, String caller, String operation, String model, String modelVersion) {}

  /**
   * How it ended.
   *
   * @param kind COMPLETED, CANCELLED, REFUSED or FAILED
   * @param errorCode what went wrong, or null
   * @param policy what the policy rules said, or null
   */
  public record Outcome(
      String kind, String errorCode, String policy, int promptTokens, int completionTokens) {}
}
