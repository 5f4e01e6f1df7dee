// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.api;

import java.util.List;

/**
 * A page of the audit.
 *
 * @param records newest first
 * @param next cursor of the page after this one; null on the last page
 */
public record AuditPage(List<AuditView> records, Long next) {
  public AuditPage {
    records = List.copyOf(records);
  }
}
