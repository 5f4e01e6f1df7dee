// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.intake;

import org.openautoglm.serving.audit.RequestAccount;
import org.openautoglm.serving.catalog.CatalogEntry;
import org.openautoglm.serving.worker.ModelWorker;

/**
 * A request that has reached its worker.
 *
 * @param sequences how many it may run there at a time
 */
record Visit(
    RequestAccount account,
    CatalogEntry entry,
    ModelWorker worker,
    int sequences,
    PromptReader reader) {

  /** What it does there. */
  @FunctionalInterface
  interface Task<T> {
    T run(Visit visit) throws InterruptedException;
  }
}
