// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.error;

import java.util.Locale;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.web.json.JsonText;

/**
 * The error object of every answer that is not a success, and of a stream that fails.
 *
 * @param message for people
 * @param type one of the types of the API
 * @param param request field at fault, or null
 * @param code for programs, or null
 */
public record ErrorBody(String message, String type, String param, String code) {

  /** What the caller is told of this failure. */
  public static ErrorBody of(ServingException failure) {
    return new ErrorBody(
        failure.getMessage(),
        ErrorStatus.of(failure.code()).type(),
        failure.parameter(),
        failure.code().name().toLowerCase(Locale.ROOT));
  }

  /** What the caller is told when the fault is ours: an id to ask the operator about. */
  public static ErrorBody internal(String requestId) {
    return new ErrorBody(
        "The server failed to answer. Its log has the details under request id %s."
            .formatted(requestId),
        ErrorType.API,
        null,
        "internal");
  }

  /** What the caller is told when the platform refused, before any code of ours had a say. */
  static ErrorBody ofStatus(int status) {
    return switch (status) {
      case 404 ->
          new ErrorBody(
              "There is nothing at this address; /openapi lists what there is.",
              ErrorType.NOT_FOUND,
              null,
              "not_found");
      case 405 ->
          new ErrorBody(
              "This address does not take this method; the Allow header lists those it takes.",
              ErrorType.INVALID_REQUEST,
              null,
              "method_not_allowed");
      case 415 ->
          new ErrorBody(
              "The body must be JSON: send 'Content-Type: application/json'.",
              ErrorType.INVALID_REQUEST,
              null,
              "unsupported_media_type");
      default ->
          new ErrorBody(
              "The request cannot be understood (HTTP status %d); check its headers."
                  .formatted(status),
              ErrorType.INVALID_REQUEST,
              null,
              "bad_request");
    };
  }

  /** The JSON of this error, {@code {"error":{…}}}. */
  public String toJson() {
    return JsonText.of(
        json -> {
          json.writeStartObject().writeStartObject("error").write("message", message);
          json.write("type", type);
          JsonText.text(json, "param", param);
          JsonText.text(json, "code", code);
          json.writeEnd().writeEnd();
        });
  }
}
