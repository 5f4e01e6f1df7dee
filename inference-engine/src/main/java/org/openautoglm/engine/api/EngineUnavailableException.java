// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.api;

/** The engine's native part cannot be used; the message says what to check. */
public class EngineUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EngineUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
