// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.openautoglm.serving.api.AuditFilter;
import org.openautoglm.serving.api.AuditPage;
import org.openautoglm.serving.api.AuditService;
import org.openautoglm.serving.api.AuditView;
import org.openautoglm.serving.api.Caller;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.Role;
import org.openautoglm.serving.api.ServingException;

/** One record, chosen with malice, on a page that is not the last; remembers what was wanted. */
public final class FakeAuditService implements AuditService {
  private volatile AuditFilter lastFilter;

  public AuditFilter lastFilter() {
    return lastFilter;
  }

  @Override
  public AuditPage read(Caller caller, String requestId, AuditFilter filter) {
    if (!caller.has(Role.ADMIN)) {
      throw new ServingException(ErrorCode.ACCESS_DENIED, "Only auditors may look.");
    }
    lastFilter = filter;
    return new AuditPage(
        List.of(
            new AuditView(
                981,
                Instant.parse("2026-11-23T10:00:00Z"),
                Duration.ofMillis(812),
                new AuditView.Request("=cmd()", "key:42", "chat", null, null),
                new AuditView.Outcome("REFUSED", "QUEUE_FULL", "role: \"ALLOW\", fine", 12, 0))),
        981L);
  }
}
