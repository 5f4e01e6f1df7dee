// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.catalog;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.openautoglm.engine.api.ModelInfo;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.scheduling.ModelKey;

/**
 * A model folder as it was found.
 *
 * @param created when its {@code config.json} was last written
 * @param info null when it is broken
 * @param problem why it is broken, fit for callers; else null
 */
public record CatalogEntry(
    ModelKey key, Path folder, Instant created, ModelInfo info, String problem) {

  public String name() {
    return key.name();
  }

  public boolean isBroken() {
    return problem != null;
  }

  /** What the model can be asked for. */
  public List<String> capabilities() {
    if (isBroken()) {
      return List.of();
    }
    return info.chatTemplate()
        ? List.of("chat", "completion", "embedding")
        : List.of("completion", "embedding");
  }

  /**
   * Passes a usable model on.
   *
   * @throws ServingException {@link ErrorCode#MODEL_BROKEN} saying why it is not
   */
  public CatalogEntry requireUsable() {
    if (isBroken()) {
      throw broken(name(), problem, null);
    }
    return this;
  }

  /** The failure of a model that can't be used. */
  public static ServingException broken(String name, String problem, Throwable cause) {
    return new ServingException(
        ErrorCode.MODEL_BROKEN,
        "The model '" + name + "' cannot be used: " + problem,
        "model",
        cause);
  }

  /** What the engine says of a checkpoint, without where on the server it lies. */
  public static String withoutPath(String message, Path folder) {
    String text = message == null ? "the checkpoint cannot be read" : message;
    return text.replace(folder + folder.getFileSystem().getSeparator(), "")
        .replace(folder.toString(), String.valueOf(folder.getFileName()));
  }
}
