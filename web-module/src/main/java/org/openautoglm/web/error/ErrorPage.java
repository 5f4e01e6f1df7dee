// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.error;

import static org.openautoglm.web.logging.WebLog.LOG;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.openautoglm.web.security.CurrentRequest;

/**
 * The error object for what the server refuses before, or outside of, Jakarta REST, for example a
 * Content-Type header that cannot be parsed. Asked for directly, it is an address like any other
 * where there is nothing.
 */
@WebServlet(name = "ErrorPage", urlPatterns = ErrorPage.PATH)
public class ErrorPage extends HttpServlet {
  /** Also named in web.xml, as the page of every error. */
  public static final String PATH = "/.error";

  private static final long serialVersionUID = 1L;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Object original = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    int status = original instanceof Integer code ? code : HttpServletResponse.SC_NOT_FOUND;
    String requestId = CurrentRequest.of(request).id();
    ErrorBody body = status >= 500 ? ErrorBody.internal(requestId) : ErrorBody.ofStatus(status);
    if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable failure) {
      LOG.requestFailed(requestId, failure);
    }
    response.setStatus(status);
    response.setContentType("application/json");
    response.setHeader(CurrentRequest.ID_HEADER, requestId);
    response.getOutputStream().write(body.toJson().getBytes(StandardCharsets.UTF_8));
  }
}
