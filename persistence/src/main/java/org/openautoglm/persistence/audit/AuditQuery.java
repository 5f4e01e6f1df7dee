// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.persistence.audit;

import java.time.Instant;

/**
 * Which records are looked for; null leaves a condition out.
 *
 * @param before only records kept before the one of this id
 * @param from earliest time the request came in
 * @param to the request came in before this time
 */
public record AuditQuery(
    Long before, String callerId, String operation, String outcome, Instant from, Instant to) {

  /** Every record. */
  public static AuditQuery all() {
    return new AuditQuery(null, null, null, null, null, null);
  }
}
