// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.checkpoint;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openautoglm.engine.api.CheckpointException;

/** Finds the weights of a checkpoint folder: one safetensors file, or shards with an index. */
final class WeightFiles {
  static final String CONVERT =
      "pickle files can run code and are not loaded: convert the checkpoint to safetensors, for"
          + " example with model.save_pretrained(folder, safe_serialization=True) of transformers";

  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";
  private static final List<String> UNFINISHED =
      List.of(".incomplete", ".part", ".partial", ".tmp", ".crdownload", ".aria2", ".download");
  private static final List<String> PICKLES =
      List.of(".bin", ".bin.index.json", ".pt", ".pth", ".ckpt", ".pkl");

  private static final Pattern SHARD_NAME = Pattern.compile("[A-Za-z0-9._-]+\\.safetensors");

  private WeightFiles() {}

  /** All tensors of the folder in file order; like transformers, one file precedes an index. */
  static Map<String, StoredTensor> tensors(Path folder) {
    Path single = folder.resolve(SINGLE);
    if (Files.exists(single)) {
      return nonEmpty(single, SafetensorsFile.read(single));
    }
    Path index = folder.resolve(INDEX);
    if (Files.exists(index)) {
      return nonEmpty(index, shards(folder, index));
    }
    throw nothingToLoad(folder);
  }

  private static Map<String, StoredTensor> nonEmpty(Path file, Map<String, StoredTensor> tensors) {
    if (tensors.isEmpty()) {
      throw new CheckpointException(file + ": holds no tensors");
    }
    return tensors;
  }

  private static Map<String, StoredTensor> shards(Path folder, Path index) {
    Map<String, Set<String>> namesByShard = namesByShard(index);
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    namesByShard.forEach(
        (shard, names) -> {
          Path file = folder.resolve(shard);
          if (!Files.exists(file)) {
            throw missingShard(folder, index, shard);
          }
          Map<String, StoredTensor> found = SafetensorsFile.read(file);
          for (String name : names) {
            if (!found.containsKey(name)) {
              throw new CheckpointException(
                  file
                      + ": tensor '"
                      + name
                      + "' is missing; "
                      + INDEX
                      + " says it is in this file");
            }
          }
          // A shard may hold more than the index lists; transformers ignores that too.
          found.keySet().retainAll(names);
          tensors.putAll(found);
        });
    return tensors;
  }

  private static Map<String, Set<String>> namesByShard(Path index) {
    JsonElement weightMap = JsonFile.object(index).get("weight_map");
    if (!(weightMap instanceof JsonObject entries)) {
      throw new CheckpointException(
          index + ": key 'weight_map' must be an object of tensor names and file names");
    }
    Map<String, Set<String>> names = new TreeMap<>();
    entries
        .entrySet()
        .forEach(
            entry -> {
              String shard = shardName(index, entry.getKey(), entry.getValue());
              names.computeIfAbsent(shard, s -> new TreeSet<>()).add(entry.getKey());
            });
    return names;
  }

  /** Only plain names are accepted: an index must not reach outside its folder. */
  private static String shardName(Path index, String tensor, JsonElement value) {
    if (!(value instanceof JsonPrimitive primitive) || !primitive.isString()) {
      throw new CheckpointException(
          index + ": tensor '" + tensor + "' maps to " + Config.kind(value) + ", not a file name");
    }
    String name = primitive.getAsString();
    if (!SHARD_NAME.matcher(name).matches()) {
      throw new CheckpointException(
          index
              + ": tensor '"
              + tensor
              + "' maps to "
              + Config.kind(value)
              + "; expected the plain name of a .safetensors file in the same folder");
    }
    return name;
  }

  private static CheckpointException missingShard(Path folder, Path index, String shard) {
    String unfinished =
        firstFile(folder, name -> endsWithAny(name, UNFINISHED))
            .map(name -> "; '" + name + "' suggests that it is still being written")
            .orElse("");
    return new CheckpointException(
        folder.resolve(shard) + ": is missing; " + index.getFileName() + " names it" + unfinished);
  }

  private static CheckpointException nothingToLoad(Path folder) {
    String expected = "expected " + SINGLE + ", or shards with " + INDEX;
    String message =
        firstFile(folder, name -> endsWithAny(name, UNFINISHED))
            .map(
                name ->
                    "the checkpoint is still being written, '" + name + "' is there; " + expected)
            .or(
                () ->
                    firstFile(folder, name -> endsWithAny(name, PICKLES))
                        .map(name -> "the weights are in '" + name + "'; " + CONVERT))
            .or(
                () ->
                    firstFile(folder, name -> name.endsWith(".gguf"))
                        .map(name -> "the weights are in '" + name + "', a GGUF file; " + expected))
            .or(
                () ->
                    firstFile(folder, name -> name.endsWith(".safetensors"))
                        .map(name -> "'" + name + "' is there, but " + expected))
            .orElse("has no weights; " + expected);
    return new CheckpointException(folder + ": " + message);
  }

  private static boolean endsWithAny(String name, List<String> endings) {
    return endings.stream().anyMatch(name::endsWith);
  }

  private static Optional<String> firstFile(Path folder, Predicate<String> wanted) {
    Path downloads = folder.resolve(".cache/huggingface/download");
    return Stream.of(folder, downloads)
        .filter(Files::isDirectory)
        .flatMap(f -> fileNames(f).stream())
        .filter(name -> wanted.test(name.toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  private static List<String> fileNames(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(f -> f.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new CheckpointException(folder + ": cannot be listed: " + e, e);
    }
  }
}
