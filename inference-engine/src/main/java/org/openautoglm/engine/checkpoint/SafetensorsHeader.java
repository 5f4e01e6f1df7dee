// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.checkpoint;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.openautoglm.engine.api.CheckpointException;

/** Parses the JSON header of a safetensors file and checks each entry for itself. */
final class SafetensorsHeader {
  private final Path file;
  private final JsonReader json;

  private SafetensorsHeader(Path file, JsonReader json) {
    this.file = file;
    this.json = json;
  }

  /**
   * One tensor of the header; {@code end - begin} is the size of its elements.
   *
   * @param begin first byte, counted from the end of the header
   * @param end first byte after it
   */
  record Entry(String name, StoredType type, List<Long> shape, long begin, long end) {}

  /** The entries in the header's order. */
  static List<Entry> parse(Path file, String text) {
    try (JsonReader reader = JsonFile.reader(text)) {
      return new SafetensorsHeader(file, reader).entries();
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      throw JsonFile.malformed(file + ": header", e);
    }
  }

  private List<Entry> entries() throws IOException {
    List<Entry> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    json.beginObject();
    while (json.hasNext()) {
      String name = json.nextName();
      if (!names.add(name)) {
        throw new CheckpointException(file + ": the header names '" + name + "' twice");
      }
      if (name.equals("__metadata__")) {
        checkMetadata();
      } else {
        entries.add(entry(name));
      }
    }
    json.endObject();
    if (json.peek() != JsonToken.END_DOCUMENT) {
      throw new CheckpointException(file + ": the header has text after its JSON object");
    }
    return entries;
  }

  private void checkMetadata() throws IOException {
    Map<String, String> metadata = new HashMap<>();
    expect("__metadata__", JsonToken.BEGIN_OBJECT, "an object of strings");
    json.beginObject();
    while (json.hasNext()) {
      String key = json.nextName();
      expect("__metadata__." + key, JsonToken.STRING, "a string");
      if (metadata.put(key, json.nextString()) != null) {
        throw new CheckpointException(file + ": '__metadata__' has '" + key + "' twice");
      }
    }
    json.endObject();
  }

  private Entry entry(String name) throws IOException {
    String type = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    Set<String> keys = new HashSet<>();
    expect(name, JsonToken.BEGIN_OBJECT, "an object");
    json.beginObject();
    while (json.hasNext()) {
      String key = json.nextName();
      if (!keys.add(key)) {
        throw refused(name, "has '" + key + "' twice");
      }
      switch (key) {
        case "dtype" -> {
          expect(name + ".dtype", JsonToken.STRING, "a string");
          type = json.nextString();
        }
        case "shape" -> shape = numbers(name, key);
        case "data_offsets" -> offsets = numbers(name, key);
        default -> throw refused(name, "has the unknown key '" + key + "'");
      }
    }
    json.endObject();
    if (type == null || shape == null || offsets == null) {
      throw refused(name, "needs dtype, shape and data_offsets; found " + keys);
    }
    return checked(name, type, shape, offsets);
  }

  private Entry checked(String name, String typeName, List<Long> shape, List<Long> offsets) {
    StoredType type =
        StoredType.named(typeName)
            .orElseThrow(
                () ->
                    refused(
                        name,
                        "has the unknown dtype '"
                            + typeName
                            + "'; known are "
                            + Arrays.toString(StoredType.values())));
    if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
      throw refused(name, "has data_offsets " + offsets + "; expected [begin, end]");
    }
    long begin = offsets.get(0);
    long end = offsets.get(1);
    if (bytes(name, type, shape) != end - begin) {
      throw refused(
          name,
          "has shape %s of %s, which are %d bytes, but data_offsets %s are %d bytes"
              .formatted(shape, type, bytes(name, type, shape), offsets, end - begin));
    }
    return new Entry(name, type, shape, begin, end);
  }

  private long bytes(String name, StoredType type, List<Long> shape) {
    try {
      long bytes = type.bytes();
      for (long size : shape) {
        bytes = Math.multiplyExact(bytes, size);
      }
      return bytes;
    } catch (ArithmeticException e) {
      throw new CheckpointException(
          file + ": tensor '" + name + "' has shape " + shape + ", more than 2^63 bytes", e);
    }
  }

  private List<Long> numbers(String name, String key) throws IOException {
    String where = name + "." + key;
    expect(where, JsonToken.BEGIN_ARRAY, "a list of integers");
    List<Long> numbers = new ArrayList<>();
    json.beginArray();
    while (json.hasNext()) {
      expect(where, JsonToken.NUMBER, "a list of integers");
      numbers.add(size(name, key, json.nextString()));
    }
    json.endArray();
    return numbers;
  }

  private long size(String name, String key, String literal) {
    try {
      long value = Long.parseLong(literal);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new CheckpointException(numberMessage(name, key, literal), e);
    }
    throw new CheckpointException(numberMessage(name, key, literal));
  }

  private String numberMessage(String name, String key, String literal) {
    return file
        + ": tensor '"
        + name
        + "' has "
        + literal
        + " in its "
        + key
        + "; expected integers from 0";
  }

  private void expect(String where, JsonToken expected, String description) throws IOException {
    JsonToken found = json.peek();
    if (found != expected) {
      throw new CheckpointException(
          file + ": header: '" + where + "' is " + found + "; expected " + description);
    }
  }

  private CheckpointException refused(String name, String reason) {
    return new CheckpointException(file + ": tensor '" + name + "' " + reason);
  }
}
