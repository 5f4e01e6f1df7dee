// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openautoglm.engine.api.CheckpointException;
import org.openautoglm.engine.api.ModelInfo;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.config.ModelsConfig;
import org.openautoglm.serving.scheduling.ModelKey;

/**
 * The models of one folder: every sub-folder with a {@code config.json} is a model of that name.
 * Every question looks at the disk again; a folder whose files have not changed since is not read
 * again, a broken one is tried again as soon as they have. Safe for many threads.
 */
public final class ModelCatalog {
  private static final String CONFIG = "config.json";

  private final ModelsConfig config;
  private final CheckpointInspector inspector;
  private final Map<Path, Known> known = new ConcurrentHashMap<>();

  public ModelCatalog(ModelsConfig config, CheckpointInspector inspector) {
    this.config = config;
    this.inspector = inspector;
  }

  /** All models by name, broken ones too. */
  public List<CatalogEntry> entries() {
    List<Path> folders = folders();
    known.keySet().retainAll(folders);
    return folders.stream().map(this::look).toList();
  }

  /**
   * Finds a model that can be used.
   *
   * @param name null takes the default model
   * @throws ServingException {@link ErrorCode#MODEL_NOT_FOUND} listing what there is, or {@link
   *     ErrorCode#MODEL_BROKEN}
   */
  public CatalogEntry resolve(String name) {
    return get(name).requireUsable();
  }

  /**
   * Finds a model, even a broken one.
   *
   * @param name null takes the default model
   * @throws ServingException {@link ErrorCode#MODEL_NOT_FOUND} listing what there is
   */
  public CatalogEntry get(String name) {
    List<CatalogEntry> entries = entries();
    String wanted = name == null ? config.defaultModel().orElse(null) : name;
    return entries.stream()
        .filter(entry -> wanted == null || entry.name().equals(wanted))
        .findFirst()
        .orElseThrow(() -> notFound(wanted, entries));
  }

  /** The model that answers requests naming none. */
  public Optional<CatalogEntry> defaultModel() {
    return entries().stream()
        .filter(entry -> config.defaultModel().map(entry.name()::equals).orElse(true))
        .findFirst();
  }

  private static ServingException notFound(String name, List<CatalogEntry> entries) {
    String available =
        entries.isEmpty()
            ? "No model is installed: put a checkpoint into a sub-folder of the model folder."
            : "Available models: "
                + entries.stream().map(CatalogEntry::name).collect(Collectors.joining(", "))
                + ".";
    String problem = name == null ? "" : "The model '" + name + "' does not exist. ";
    return new ServingException(ErrorCode.MODEL_NOT_FOUND, problem + available, "model");
  }

  private List<Path> folders() {
    try (Stream<Path> listing = Files.list(config.directory())) {
      return listing
          .filter(folder -> !folder.getFileName().toString().startsWith("."))
          .filter(folder -> Files.isRegularFile(folder.resolve(CONFIG)))
          .sorted()
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new ServingException(
          ErrorCode.INTERNAL,
          "The model folder cannot be read: check the permissions of autoglm.models.directory.",
          null,
          e);
    }
  }

  private CatalogEntry look(Path folder) {
    try {
      CheckpointFiles files = CheckpointFiles.of(folder);
      Known before = known.get(folder);
      if (before != null && before.files().equals(files)) {
        return before.entry();
      }
      return read(folder, files);
    } catch (IOException e) {
      return brokenEntry(folder, "unreadable", "its files cannot be read; they may be changing");
    }
  }

  private CatalogEntry read(Path folder, CheckpointFiles files) throws IOException {
    String version = files.version(folder);
    CatalogEntry entry;
    try {
      ModelInfo info = inspector.inspect(folder);
      entry = new CatalogEntry(key(folder, version), folder, created(folder), info, null);
    } catch (CheckpointException e) {
      entry = brokenEntry(folder, version, CatalogEntry.withoutPath(e.getMessage(), folder));
    } catch (ServingException e) {
      // the engine is at fault, not the folder: not remembered
      return brokenEntry(folder, version, e.getMessage());
    }
    known.put(folder, new Known(files, entry));
    return entry;
  }

  private static CatalogEntry brokenEntry(Path folder, String version, String problem) {
    return new CatalogEntry(key(folder, version), folder, created(folder), null, problem);
  }

  private static ModelKey key(Path folder, String version) {
    return new ModelKey(folder.getFileName().toString(), version);
  }

  private static Instant created(Path folder) {
    try {
      return Files.getLastModifiedTime(folder.resolve(CONFIG)).toInstant();
    } catch (IOException e) {
      // removed since the folder was listed; its entry is broken and about to vanish
      return Instant.EPOCH;
    }
  }

  private record Known(CheckpointFiles files, CatalogEntry entry) {}
}
