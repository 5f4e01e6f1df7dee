// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.persistence.audit;

import java.time.Instant;
import java.util.List;

/** The outcomes of all requests. */
public interface AuditRepository {

  /** Keeps a record in its own transaction, so that it stays whatever becomes of the caller's. */
  void add(AuditRecord outcome);

  /**
   * Records of a span of time, newest first.
   *
   * @param from inclusive
   * @param to exclusive
   * @param limit most records returned
   */
  List<AuditRecord> findBetween(Instant from, Instant to, int limit);
}
