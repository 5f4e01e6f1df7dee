// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli;

/** A command cannot do what it was asked; the message tells the user why and what to try. */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CommandFailure(String message, Throwable cause) {
    super(message, cause);
  }

  public CommandFailure(String message) {
    this(message, null);
  }
}
