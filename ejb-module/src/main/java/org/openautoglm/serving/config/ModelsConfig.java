// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/**
 * Which models there are.
 *
 * @param directory every sub-folder with a {@code config.json} is a model
 * @param defaultModel answers requests that name no model
 * @param preload whether the default model is loaded when the server starts
 */
public record ModelsConfig(Path directory, Optional<String> defaultModel, boolean preload) {

  public static final ConfigurationKey DIRECTORY =
      new ConfigurationKey(
          "autoglm.models.directory",
          "models inside autoglm.data.directory",
          "Folder whose sub-folders with a config.json are the models, named after them.");
  public static final ConfigurationKey DEFAULT_MODEL =
      new ConfigurationKey(
          "autoglm.default-model",
          "the only model, else the first by name",
          "Model that answers requests naming none, and that readiness waits for.");
  public static final ConfigurationKey PRELOAD =
      new ConfigurationKey(
          "autoglm.preload", "true", "Whether the default model is loaded at start.");
  public static final List<ConfigurationKey> KEYS = List.of(DIRECTORY, DEFAULT_MODEL, PRELOAD);

  public static ModelsConfig from(Config config, ServerConfig server) {
    ConfigurationReader reader = new ConfigurationReader(config);
    return new ModelsConfig(
        reader.path(DIRECTORY).orElseGet(() -> server.dataDirectory().resolve("models")),
        reader.text(DEFAULT_MODEL),
        reader.flag(PRELOAD));
  }
}
