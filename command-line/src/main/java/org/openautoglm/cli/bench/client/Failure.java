// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.client;

import org.openautoglm.cli.Terminal;

/**
 * Why a request has no usable answer.
 *
 * @param kind one of the names below, or {@code http_} with the status
 * @param detail what the server or the connection said
 */
public record Failure(String kind, String detail) {
  public static final String REFUSED = "connection_refused";
  public static final String CONNECT_TIMEOUT = "connect_timeout";
  public static final String CONNECTION = "connection_failed";
  public static final String TIMEOUT = "timeout";
  public static final String BROKEN_STREAM = "broken_stream";
  public static final String MALFORMED_STREAM = "malformed_stream";
  public static final String ERROR_EVENT = "error_event";
  public static final String NO_STREAM = "no_stream";

  public Failure {
    detail = detail == null ? "" : Terminal.shortened(detail);
  }

  static Failure http(int status, String detail) {
    return new Failure("http_" + status, detail);
  }
}
