// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.security;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;

/** Gives every request an id and every answer the headers that name it and its duration. */
@Provider
@PreMatching
@Priority(0)
@ApplicationScoped
public class RequestHeadersFilter implements ContainerRequestFilter, ContainerResponseFilter {
  /** Milliseconds until the answer, or its first event, was ready; named as OpenAI names it. */
  private static final String PROCESSING_HEADER = "openai-processing-ms";

  @Context private HttpServletRequest request;

  /** Starts the clock. */
  @Override
  public void filter(ContainerRequestContext context) {
    CurrentRequest.of(request);
  }

  @Override
  public void filter(ContainerRequestContext context, ContainerResponseContext response) {
    CurrentRequest current = CurrentRequest.of(request);
    response.getHeaders().putSingle(CurrentRequest.ID_HEADER, current.id());
    response.getHeaders().putSingle(PROCESSING_HEADER, current.processingMillis());
  }
}
