// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.worker;

import java.util.Optional;
import org.openautoglm.engine.api.CheckpointException;
import org.openautoglm.engine.api.EngineUnavailableException;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.catalog.CatalogEntry;

/** What callers are told when a model cannot be loaded. */
final class LoadFailures {
  private LoadFailures() {}

  /** Empty when nobody foresaw it. */
  static Optional<ServingException> known(CatalogEntry entry, Throwable cause) {
    if (cause instanceof ServingException typed) {
      return Optional.of(typed);
    }
    if (cause instanceof CheckpointException) {
      return Optional.of(
          CatalogEntry.broken(
              entry.key().name(),
              CatalogEntry.withoutPath(cause.getMessage(), entry.folder()),
              cause));
    }
    if (cause instanceof EngineUnavailableException) {
      return Optional.of(
          new ServingException(
              ErrorCode.ENGINE_UNAVAILABLE,
              "The inference engine cannot load models now: the server's log says why.",
              null,
              cause));
    }
    if (cause instanceof OutOfMemoryError) {
      return Optional.of(
          new ServingException(
              ErrorCode.NO_DEVICE,
              "The server's heap is too small to load the model '"
                  + entry.name()
                  + "'; its administrator can make it larger (-Xmx).",
              null,
              cause));
    }
    return Optional.empty();
  }
}
