// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.kernel;

/** There are no operators of our own here; the message says why. */
public class KernelsUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  KernelsUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
