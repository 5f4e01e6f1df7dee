// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.error;

import static org.openautoglm.web.logging.WebLog.LOG;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.nio.charset.StandardCharsets;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.web.security.CurrentRequest;

/**
 * The one place where a failure becomes an HTTP answer. A caller never sees a stack trace or the
 * message of an exception that was not worded for it.
 */
@Provider
@ApplicationScoped
public class ErrorMapper implements ExceptionMapper<Throwable> {
  /** As in the logs of other servers; nobody receives it. */
  private static final int CLIENT_CLOSED_REQUEST = 499;

  /** RFC 6750, section 3. */
  private static final String CHALLENGE = "Bearer realm=\"open-autoglm\"";

  @Context private HttpServletRequest request;

  /** For Jakarta REST, which injects the request. */
  public ErrorMapper() {}

  ErrorMapper(HttpServletRequest request) {
    this.request = request;
  }

  @Override
  public Response toResponse(Throwable failure) {
    String requestId = CurrentRequest.of(request).id();
    if (failure instanceof CallerGoneException) {
      LOG.callerGone(requestId);
      return Response.status(CLIENT_CLOSED_REQUEST).build();
    }
    if (failure instanceof ServingException refusal && refusal.code() != ErrorCode.INTERNAL) {
      return refused(requestId, refusal);
    }
    if (failure instanceof WebApplicationException refusal
        && refusal.getResponse().getStatus() < 500) {
      return byPlatform(requestId, refusal.getResponse());
    }
    LOG.requestFailed(requestId, failure);
    return answer(Response.status(500), ErrorBody.internal(requestId));
  }

  private static Response refused(String requestId, ServingException refusal) {
    ErrorStatus status = ErrorStatus.of(refusal.code());
    ErrorBody body = ErrorBody.of(refusal);
    LOG.refused(requestId, status.status(), body.code());
    ResponseBuilder response = Response.status(status.status());
    ErrorStatus.retryAfter(refusal.code())
        .ifPresent(seconds -> response.header(HttpHeaders.RETRY_AFTER, seconds));
    if (status == ErrorStatus.UNAUTHENTICATED) {
      response.header(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE);
    }
    return answer(response, body);
  }

  /** What Jakarta REST itself refuses or redirects, for example an unknown path or method. */
  private static Response byPlatform(String requestId, Response original) {
    int status = original.getStatus();
    if (status < 400) {
      return original;
    }
    ErrorBody body = ErrorBody.ofStatus(status);
    LOG.refused(requestId, status, body.code());
    ResponseBuilder response = Response.status(status);
    String allowed = original.getHeaderString(HttpHeaders.ALLOW);
    if (allowed != null) {
      response.header(HttpHeaders.ALLOW, allowed);
    }
    return answer(response, body);
  }

  private static Response answer(ResponseBuilder response, ErrorBody body) {
    return response
        .type(MediaType.APPLICATION_JSON_TYPE)
        .entity(body.toJson().getBytes(StandardCharsets.UTF_8))
        .build();
  }
}
