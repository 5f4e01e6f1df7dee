// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.kvcache;

/**
 * Contiguous cache rows that belong to one sequence until it is closed. Closing twice does nothing.
 */
public interface CacheLease extends AutoCloseable {

  /** First row. */
  int start();

  /** Number of rows. */
  int rows();

  /**
   * Grows the lease in place if the rows behind it are free. The rows it has keep their content.
   *
   * @return whether the lease now has at least this many rows
   */
  boolean extendTo(int count);

  @Override
  void close();
}
