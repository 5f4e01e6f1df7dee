// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.audit;

import org.openautoglm.serving.api.ErrorCode;

/** How a request ended. */
public enum AuditOutcome {
  COMPLETED,
  /** Given up by the caller. */
  CANCELLED,
  /** Not begun, for a reason that lies with the request or the caller. */
  REFUSED,
  /** Not answered, for a reason that lies with the server. */
  FAILED;

  static AuditOutcome of(ErrorCode code) {
    if (code == ErrorCode.CANCELLED) {
      return CANCELLED;
    }
    return switch (code.category()) {
      case INVALID_REQUEST, UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, TOO_LARGE, RATE_LIMITED ->
          REFUSED;
      case UNAVAILABLE, INTERNAL -> FAILED;
    };
  }
}
