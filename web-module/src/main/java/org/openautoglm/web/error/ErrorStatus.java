// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.error;

import java.util.OptionalInt;
import org.openautoglm.serving.api.ErrorCode;

/** The table from error categories to HTTP statuses and {@code error.type}. */
enum ErrorStatus {
  INVALID_REQUEST(400, ErrorType.INVALID_REQUEST),
  UNAUTHENTICATED(401, ErrorType.AUTHENTICATION),
  FORBIDDEN(403, ErrorType.PERMISSION),
  NOT_FOUND(404, ErrorType.NOT_FOUND),
  TOO_LARGE(413, ErrorType.INVALID_REQUEST),
  RATE_LIMITED(429, ErrorType.RATE_LIMIT),
  UNAVAILABLE(503, ErrorType.UNAVAILABLE),
  INTERNAL(500, ErrorType.API);

  private final int status;
  private final String type;

  ErrorStatus(int status, String type) {
    this.status = status;
    this.type = type;
  }

  int status() {
    return status;
  }

  String type() {
    return type;
  }

  static ErrorStatus of(ErrorCode code) {
    return switch (code.category()) {
      case INVALID_REQUEST -> INVALID_REQUEST;
      case UNAUTHENTICATED -> UNAUTHENTICATED;
      case FORBIDDEN -> FORBIDDEN;
      case NOT_FOUND -> NOT_FOUND;
      case TOO_LARGE -> TOO_LARGE;
      case RATE_LIMITED -> RATE_LIMITED;
      case UNAVAILABLE -> UNAVAILABLE;
      case INTERNAL -> INTERNAL;
    };
  }

  /** Seconds after which asking again makes sense, for {@code Retry-After}. */
  static OptionalInt retryAfter(ErrorCode code) {
    return switch (code.category()) {
      case RATE_LIMITED -> OptionalInt.of(1);
      case UNAVAILABLE -> OptionalInt.of(needsAnOperator(code) ? 30 : 5);
      default -> OptionalInt.empty();
    };
  }

  private static boolean needsAnOperator(ErrorCode code) {
    return code == ErrorCode.MODEL_BROKEN || code == ErrorCode.ENGINE_UNAVAILABLE;
  }
}
