// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.api;

/** Everything that can be refused or go wrong, in the words callers see as {@code error.code}. */
public enum ErrorCode {
  INVALID_VALUE(Category.INVALID_REQUEST),
  MISSING_FIELD(Category.INVALID_REQUEST),
  CONTEXT_LENGTH_EXCEEDED(Category.INVALID_REQUEST),
  TEMPLATE_REFUSED(Category.INVALID_REQUEST),
  MALFORMED_BODY(Category.INVALID_REQUEST),
  UNSUPPORTED_CONTENT(Category.INVALID_REQUEST),
  BODY_TOO_LARGE(Category.TOO_LARGE),
  INVALID_API_KEY(Category.UNAUTHENTICATED),
  ACCESS_DENIED(Category.FORBIDDEN),
  MODEL_NOT_FOUND(Category.NOT_FOUND),
  NOT_FOUND(Category.NOT_FOUND),
  QUEUE_FULL(Category.RATE_LIMITED),
  MODEL_BROKEN(Category.UNAVAILABLE),
  NO_DEVICE(Category.UNAVAILABLE),
  ENGINE_UNAVAILABLE(Category.UNAVAILABLE),
  DATABASE_UNAVAILABLE(Category.UNAVAILABLE),
  SHUTTING_DOWN(Category.UNAVAILABLE),
  /** The caller gave its own request up. */
  CANCELLED(Category.UNAVAILABLE),
  INTERNAL(Category.INTERNAL);

  private final Category category;

  ErrorCode(Category category) {
    this.category = category;
  }

  public Category category() {
    return category;
  }

  /** What kind of failure it is; the web module gives each one HTTP status. */
  public enum Category {
    INVALID_REQUEST,
    UNAUTHENTICATED,
    FORBIDDEN,
    NOT_FOUND,
    TOO_LARGE,
    RATE_LIMITED,
    UNAVAILABLE,
    INTERNAL
  }
}
