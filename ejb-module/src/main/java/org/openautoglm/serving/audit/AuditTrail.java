// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.audit;

/** Where outcomes are kept. Safe for many threads. */
@FunctionalInterface
public interface AuditTrail {

  /** Keeps one outcome, independently of any transaction of the caller. */
  void record(AuditEntry entry);
}
