// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.quant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import org.openautoglm.engine.api.CheckpointException;
import org.openautoglm.engine.checkpoint.SafetensorsFile;
import org.openautoglm.engine.checkpoint.StoredTensor;

/**
 * The packed matrices of a checkpoint. They are made once and kept in {@code .autoglm} inside the
 * checkpoint's folder, or in a folder of the engine's own where the checkpoint cannot be written
 * to. A record beside them tells from which files they were made; when those have changed, they are
 * made again.
 */
public final class QuantisedCheckpoint {
  private static final String FOLDER = ".autoglm";

  private final Map<String, StoredTensor> tensors;
  private final boolean made;

  private QuantisedCheckpoint(Map<String, StoredTensor> tensors, boolean made) {
    this.tensors = tensors;
    this.made = made;
  }

  /**
   * Finds the packed matrices, or makes them.
   *
   * @param folder the checkpoint's
   * @param name of the file, without its ending
   * @param elsewhere where they are kept when the checkpoint's folder is read-only
   * @param progress receives the packed fraction while they are made
   * @throws CheckpointException when a weight is no finite number or the disk has no room; nothing
   *     is left behind then
   */
  public static QuantisedCheckpoint open(
      Path folder,
      String name,
      Path elsewhere,
      List<PackedWeight> weights,
      DoubleConsumer progress) {
    SourceRecord sources = SourceRecord.of(weights);
    try {
      Path own = folder.resolve(FOLDER);
      Path other = elsewhere.resolve(sources.folderName(folder));
      for (Path place : List.of(own, other)) {
        PackedFile.removeAbandoned(place);
        Optional<Map<String, StoredTensor>> found = find(place, name, sources, weights);
        if (found.isPresent()) {
          return new QuantisedCheckpoint(found.get(), false);
        }
      }
      Path place = PackedFile.isWritable(own) ? own : other;
      Path recorded = place.resolve(name + ".json");
      List<SourceRecord.Stamp> before = sources.stamps();
      PackedFile file = new PackedFile(place, name);
      file.write(weights, progress, recorded);
      try {
        sources.write(recorded, before);
      } catch (IOException e) {
        file.delete();
        throw e;
      }
      return new QuantisedCheckpoint(
          read(place, name, weights)
              .orElseThrow(() -> new IOException("the file just written is gone")),
          true);
    } catch (IOException e) {
      throw new CheckpointException(
          folder + ": the quantised weights cannot be written: " + e.getMessage(), e);
    }
  }

  private static Optional<Map<String, StoredTensor>> find(
      Path place, String name, SourceRecord sources, List<PackedWeight> weights)
      throws IOException {
    if (!Files.isRegularFile(place.resolve(name + ".safetensors"))
        || !sources.isSameAs(place.resolve(name + ".json"))) {
      return Optional.empty();
    }
    return read(place, name, weights);
  }

  private static Optional<Map<String, StoredTensor>> read(
      Path place, String name, List<PackedWeight> weights) {
    Path file = place.resolve(name + ".safetensors");
    Map<String, StoredTensor> tensors = new HashMap<>();
    try {
      tensors.putAll(SafetensorsFile.read(file));
    } catch (CheckpointException damaged) {
      QuantLog.LOG.damaged(file.toString(), damaged.getMessage());
      return Optional.empty();
    }
    for (PackedWeight weight : weights) {
      StoredTensor tensor = tensors.get(weight.name());
      if (tensor == null || tensor.length() != weight.packedBytes()) {
        return Optional.empty();
      }
    }
    return Optional.of(tensors);
  }

  /** The packed bytes of a matrix. */
  public StoredTensor tensor(String name) {
    return tensors.get(name);
  }

  /** Whether they were made just now. */
  public boolean wasMade() {
    return made;
  }
}
