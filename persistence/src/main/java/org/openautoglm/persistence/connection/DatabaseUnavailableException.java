// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.persistence.connection;

/**
 * The database could not be reached, or the connection to it broke; what was asked may succeed
 * later.
 */
public class DatabaseUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DatabaseUnavailableException(Throwable cause) {
    super("The database cannot be reached", cause);
  }
}
