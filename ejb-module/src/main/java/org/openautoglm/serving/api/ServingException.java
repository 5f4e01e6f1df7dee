// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.api;

import jakarta.ejb.ApplicationException;

/**
 * A request was refused or failed. The message is meant for the caller: what was wrong, what is
 * allowed, what to check; never a prompt, a path of the server or a stack trace.
 */
@ApplicationException
public class ServingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final String parameter;

  public ServingException(ErrorCode code, String message) {
    this(code, message, null, null);
  }

  /**
   * @param parameter request field at fault, or null
   */
  public ServingException(ErrorCode code, String message, String parameter) {
    this(code, message, parameter, null);
  }

  public ServingException(ErrorCode code, String message, String parameter, Throwable cause) {
    super(message, cause);
    this.code = code;
    this.parameter = parameter;
  }

  public ErrorCode code() {
    return code;
  }

  public String parameter() {
    return parameter;
  }
}
