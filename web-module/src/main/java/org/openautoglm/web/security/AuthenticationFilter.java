// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.security;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.util.Locale;
import java.util.Set;
import org.openautoglm.serving.api.Caller;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.KeyService;
import org.openautoglm.serving.api.ServingException;

/**
 * Finds out who asks, from {@code Authorization: Bearer <key>}. Runs before an address is looked
 * up, so that a stranger learns nothing about what exists.
 */
@Provider
@PreMatching
@Priority(Priorities.AUTHENTICATION)
@ApplicationScoped
public class AuthenticationFilter implements ContainerRequestFilter {
  /** Compared as a whole: nothing below these is public. */
  private static final Set<String> PUBLIC = Set.of("/healthz", "/readyz", "/openapi");

  private static final String SCHEME = "bearer ";

  /** Longer than any key; spares hashing what cannot be one. */
  private static final int LONGEST_KEY = 512;

  private final KeyService keys;

  @Context private HttpServletRequest request;

  @Inject
  public AuthenticationFilter(KeyService keys) {
    this.keys = keys;
  }

  /** For the CDI proxy, and public because Jakarta REST insists. */
  public AuthenticationFilter() {
    this(null);
  }

  @Override
  public void filter(ContainerRequestContext context) {
    if (!PUBLIC.contains("/" + context.getUriInfo().getPath().replaceFirst("^/", ""))) {
      Caller caller = authenticate(context.getHeaderString(HttpHeaders.AUTHORIZATION));
      CurrentRequest.of(request).authenticated(caller);
    }
  }

  /**
   * @param authorization value of the header, or null
   * @throws ServingException {@code INVALID_API_KEY}
   */
  Caller authenticate(String authorization) {
    if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      throw new ServingException(
          ErrorCode.INVALID_API_KEY,
          "No API key was sent; send it as 'Authorization: Bearer <key>'.");
    }
    String key = authorization.substring(SCHEME.length()).strip();
    if (key.isEmpty() || key.length() > LONGEST_KEY) {
      throw unknown();
    }
    return keys.authenticate(key).orElseThrow(AuthenticationFilter::unknown);
  }

  private static ServingException unknown() {
    return new ServingException(
        ErrorCode.INVALID_API_KEY,
        "The API key is unknown or revoked; check it, or ask an administrator for a new one.");
  }
}
