// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.error;

/** The caller hung up before its answer was complete; there is nobody left to tell. */
public class CallerGoneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CallerGoneException() {
    super("The caller hung up");
  }
}
