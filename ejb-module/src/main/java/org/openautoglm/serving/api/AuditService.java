// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.api;

/** What was asked, answered and refused. Whoever reads it is recorded in it. */
public interface AuditService {

  /**
   * A page of the audit, newest records first; {@link Role#AUDITOR} and {@link Role#ADMIN} callers
   * only.
   *
   * @throws ServingException naming the field of the filter that is out of range
   */
  AuditPage read(Caller caller, String requestId, AuditFilter filter);
}
