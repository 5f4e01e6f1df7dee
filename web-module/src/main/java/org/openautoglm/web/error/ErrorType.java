// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.error;

/** The values of {@code error.type}. */
final class ErrorType {
  static final String INVALID_REQUEST = "invalid_request_error";
  static final String AUTHENTICATION = "authentication_error";
  static final String PERMISSION = "permission_error";
  static final String NOT_FOUND = "not_found_error";
  static final String RATE_LIMIT = "rate_limit_error";
  static final String UNAVAILABLE = "unavailable_error";
  static final String API = "api_error";

  private ErrorType() {}
}
