// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.api;

import java.time.Instant;

/**
 * Which records of the audit are wanted, as the caller sent it: null leaves a condition out.
 *
 * @param limit most records of the page
 * @param before the cursor: the {@link AuditPage#next} of the page before this one
 * @param caller id of who asked, for example {@code key:42}
 * @param operation what was asked for, for example {@code chat}
 * @param outcome how it ended, for example {@code REFUSED}
 * @param span when the requests came in
 */
public record AuditFilter(
    Integer limit, Long before, String caller, String operation, String outcome, Span span) {

  /**
   * A span of time, open where an end is null.
   *
   * @param from inclusive
   * @param to exclusive
   */
  public record Span(Instant from, Instant to) {}
}
