// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.persistence.connection;

/** Asks the database whether it is there. Safe for many threads. */
@FunctionalInterface
public interface DatabaseProbe {

  /**
   * Returns when it has answered, which may take as long as connecting does.
   *
   * @throws DatabaseUnavailableException when it cannot be reached
   */
  void ask();
}
