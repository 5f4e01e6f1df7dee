// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.kvcache;

/** Copies the content of consecutive cache rows; the two ranges may overlap. */
@FunctionalInterface
public interface RowCopier {

  /**
   * @param from first row read
   * @param to first row written
   */
  void copy(int from, int to, int rows);
}
