// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.load;

import org.openautoglm.cli.bench.client.Measurement;

/** Is told how a run goes; always by the same thread, which it must not hold up. */
public interface LoadListener {

  /**
   * @param running requests under way, this one no longer among them
   */
  void ended(Measurement measurement, int running);
}
