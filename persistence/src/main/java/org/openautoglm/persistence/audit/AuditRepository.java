// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.persistence.audit;

import java.util.List;

/** The outcomes of all requests. */
public interface AuditRepository {

  /** Keeps a record in its own transaction, so that it stays whatever becomes of the caller's. */
  void add(AuditRecord outcome);

  /**
   * The records that meet every condition, the one kept last first.
   *
   * @param limit most records returned
   */
  List<AuditRecord> find(AuditQuery query, int limit);
}
