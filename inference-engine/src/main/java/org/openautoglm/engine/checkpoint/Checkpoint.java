// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.openautoglm.engine.api.CheckpointException;
import org.openautoglm.engine.api.GenerationDefaults;

/**
 * A checkpoint folder that was opened: its configuration and the place of every tensor. Opening
 * reads the headers and no weights; nothing stays open.
 */
public final class Checkpoint {
  private final Path folder;
  private final Config config;
  private final GenerationDefaults generationDefaults;
  private final Map<String, StoredTensor> tensors;

  private Checkpoint(
      Path folder,
      Config config,
      GenerationDefaults generationDefaults,
      Map<String, StoredTensor> tensors) {
    this.folder = folder;
    this.config = config;
    this.generationDefaults = generationDefaults;
    this.tensors = Collections.unmodifiableMap(tensors);
  }

  /**
   * Opens a folder that holds {@code config.json} and {@code model.safetensors}, or shards with
   * {@code model.safetensors.index.json}.
   *
   * @throws CheckpointException when a file is missing, malformed, incomplete or of another format
   */
  public static Checkpoint open(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new CheckpointException(folder + ": is not a folder");
    }
    Config config = Config.read(folder.resolve("config.json"));
    config.architecture();
    return new Checkpoint(
        folder, config, GenerationConfig.read(folder, config), WeightFiles.tensors(folder));
  }

  public Path folder() {
    return folder;
  }

  public Config config() {
    return config;
  }

  public GenerationDefaults generationDefaults() {
    return generationDefaults;
  }

  /** All tensors by name, in the order in which they lie in the files. */
  public Map<String, StoredTensor> tensors() {
    return tensors;
  }

  public boolean has(String name) {
    return tensors.containsKey(name);
  }

  /**
   * A tensor of an expected shape.
   *
   * @param expectedShape -1 stands for any size
   * @throws CheckpointException when there is no such tensor or it has another shape
   */
  public StoredTensor tensor(String name, long... expectedShape) {
    StoredTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new CheckpointException(
          folder
              + ": tensor '"
              + name
              + "' is missing; expected with shape "
              + describe(expectedShape));
    }
    if (!fits(tensor.shape(), expectedShape)) {
      throw new CheckpointException(
          tensor.file()
              + ": tensor '"
              + name
              + "' has shape "
              + tensor.shape()
              + "; expected "
              + describe(expectedShape));
    }
    return tensor;
  }

  /** Bytes of all tensors as stored. */
  public long weightBytes() {
    return tensors.values().stream().mapToLong(StoredTensor::length).sum();
  }

  /** Elements of all tensors. */
  public long parameters() {
    return tensors.values().stream().mapToLong(StoredTensor::elements).sum();
  }

  /** The format that most elements are stored in. */
  public StoredType storedType() {
    Map<StoredType, Long> elements = new EnumMap<>(StoredType.class);
    tensors.values().forEach(t -> elements.merge(t.type(), t.elements(), Long::sum));
    return Collections.max(elements.entrySet(), Map.Entry.comparingByValue()).getKey();
  }

  private static boolean fits(List<Long> shape, long[] expected) {
    if (shape.size() != expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if (expected[i] != -1 && expected[i] != shape.get(i)) {
        return false;
      }
    }
    return true;
  }

  private static String describe(long[] shape) {
    return Arrays.stream(shape)
        .mapToObj(size -> size == -1 ? "any" : Long.toString(size))
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
