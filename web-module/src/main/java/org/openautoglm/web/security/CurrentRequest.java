// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import java.util.regex.Pattern;
import org.openautoglm.serving.api.Caller;

/**
 * What is known about the request that is being answered. It lives as an attribute of the servlet
 * request, made when first asked for.
 */
public final class CurrentRequest {
  /** Header that carries the id, both ways. */
  public static final String ID_HEADER = "x-request-id";

  private static final String ATTRIBUTE = CurrentRequest.class.getName();
  private static final Pattern SANE = Pattern.compile("[\\x21-\\x7E]{1,128}");

  private final String id;
  private final long startNanos;
  private Caller caller;

  private CurrentRequest(String id, long startNanos) {
    this.id = id;
    this.startNanos = startNanos;
  }

  /** The current request; its id is the caller's when that is 1 to 128 visible ASCII characters. */
  public static CurrentRequest of(HttpServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof CurrentRequest known) {
      return known;
    }
    String sent = request.getHeader(ID_HEADER);
    String id =
        sent != null && SANE.matcher(sent).matches()
            ? sent
            : "req-" + UUID.randomUUID().toString().replace("-", "");
    CurrentRequest current = new CurrentRequest(id, System.nanoTime());
    request.setAttribute(ATTRIBUTE, current);
    return current;
  }

  public String id() {
    return id;
  }

  /** Milliseconds since the request came in. */
  long processingMillis() {
    return (System.nanoTime() - startNanos) / 1_000_000;
  }

  /**
   * Who asks.
   *
   * @throws IllegalStateException on a public address
   */
  public Caller caller() {
    if (caller == null) {
      throw new IllegalStateException("This request was not authenticated");
    }
    return caller;
  }

  void authenticated(Caller caller) {
    this.caller = caller;
  }
}
