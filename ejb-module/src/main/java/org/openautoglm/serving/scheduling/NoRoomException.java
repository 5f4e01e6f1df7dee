// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.scheduling;

/** The device has no room left for another instance; the message says what is free. */
public class NoRoomException extends Exception {
  private static final long serialVersionUID = 1L;

  public NoRoomException(String message, Throwable cause) {
    super(message, cause);
  }
}
