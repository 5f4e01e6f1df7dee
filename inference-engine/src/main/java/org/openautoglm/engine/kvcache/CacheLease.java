// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.kvcache;

/**
 * Contiguous cache rows that belong to one owner until it is closed. Closing twice does nothing.
 */
public interface CacheLease extends AutoCloseable {

  /** First row. It changes, and the content with it, when the arena makes room. */
  int start();

  /** Number of rows. */
  int rows();

  /** Free rows directly behind it. */
  int rowsBehind();

  /** Length of the gap that there would be without this lease. */
  int rowsOfGap();

  /**
   * Grows the lease in place if the rows behind it are free. The rows it has keep their content.
   *
   * @return whether the lease now has at least this many rows
   */
  boolean extendTo(int count);

  /** Gives back all but the first {@code count} rows. */
  void shrinkTo(int count);

  @Override
  void close();
}
