// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.checkpoint;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.openautoglm.engine.api.CheckpointException;

/**
 * Typed access to a JSON object of a checkpoint, such as {@code config.json} or an object inside
 * it. A key whose value is null counts as absent. Every accessor throws a {@link
 * CheckpointException} that names the file, the key, what was found and what was expected when a
 * value has another kind than asked for.
 */
public final class Config {
  private static final double DEFAULT_ROPE_THETA = 10_000;

  private final Path file;
  private final String prefix;
  private final JsonObject json;

  private Config(Path file, String prefix, JsonObject json) {
    this.file = file;
    this.prefix = prefix;
    this.json = json;
  }

  /** Reads a file that holds one JSON object. */
  public static Config read(Path file) {
    return new Config(file, "", JsonFile.object(file));
  }

  /** The file this was read from. */
  public Path file() {
    return file;
  }

  /** Whether the key is present with a value other than null. */
  public boolean has(String key) {
    return find(key).isPresent();
  }

  public int requireInt(String key) {
    return toInt(key, require(key, "an integer"));
  }

  public int intOr(String key, int absent) {
    return find(key).map(value -> toInt(key, value)).orElse(absent);
  }

  public double requireDouble(String key) {
    return toDouble(key, require(key, "a number"));
  }

  public double doubleOr(String key, double absent) {
    return find(key).map(value -> toDouble(key, value)).orElse(absent);
  }

  public boolean requireBoolean(String key) {
    return toBoolean(key, require(key, "true or false"));
  }

  public boolean booleanOr(String key, boolean absent) {
    return find(key).map(value -> toBoolean(key, value)).orElse(absent);
  }

  public String requireString(String key) {
    return toText(key, require(key, "a string"));
  }

  public String stringOr(String key, String absent) {
    return find(key).map(value -> toText(key, value)).orElse(absent);
  }

  public Optional<String> string(String key) {
    return find(key).map(value -> toText(key, value));
  }

  /** A list of integers; a single integer counts as a list of one. */
  public Optional<List<Integer>> intList(String key) {
    return find(key)
        .map(
            value -> {
              List<Integer> list = new ArrayList<>();
              for (JsonElement element : elements(value)) {
                list.add(toInt(key, element));
              }
              return List.copyOf(list);
            });
  }

  /** A list of strings. */
  public Optional<List<String>> stringList(String key) {
    return find(key)
        .map(
            value -> {
              if (!value.isJsonArray()) {
                throw unexpected(key, value, "a list of strings");
              }
              List<String> list = new ArrayList<>();
              for (JsonElement element : value.getAsJsonArray()) {
                list.add(toText(key, element));
              }
              return List.copyOf(list);
            });
  }

  /** An object inside this one. */
  public Optional<Config> object(String key) {
    return find(key)
        .map(
            value -> {
              if (!value.isJsonObject()) {
                throw unexpected(key, value, "an object");
              }
              return new Config(file, prefix + key + ".", value.getAsJsonObject());
            });
  }

  /** First of {@code architectures}: the Hugging Face class of the model. */
  public String architecture() {
    List<String> names = stringList("architectures").orElse(List.of());
    if (names.isEmpty()) {
      throw new CheckpointException(
          file
              + ": key 'architectures' is missing or empty; expected a list with the name of the"
              + " model's class, for example [\"GlmForCausalLM\"]");
    }
    return names.get(0);
  }

  /** Number format the weights are meant for, for example {@code bfloat16}; both spellings. */
  public Optional<String> dtype() {
    return string("dtype")
        .or(() -> string("torch_dtype"))
        .map(name -> name.startsWith("torch.") ? name.substring("torch.".length()) : name);
  }

  /** Base of the rotary frequencies, in either spelling; 10000 when absent, as in transformers. */
  public double ropeTheta() {
    return ropeParameters()
        .filter(rope -> rope.has("rope_theta"))
        .map(rope -> rope.requireDouble("rope_theta"))
        .orElseGet(() -> doubleOr("rope_theta", DEFAULT_ROPE_THETA));
  }

  /**
   * How rotary positions are scaled: {@code rope_parameters} of transformers 5 or {@code
   * rope_scaling} of older versions. May be of type {@code default}, which scales nothing.
   */
  public Optional<Config> ropeScaling() {
    return ropeParameters().or(() -> object("rope_scaling"));
  }

  /** Rotated part of a head, in either spelling. */
  public double partialRotaryFactor(double absent) {
    return ropeParameters()
        .filter(rope -> rope.has("partial_rotary_factor"))
        .map(rope -> rope.requireDouble("partial_rotary_factor"))
        .orElseGet(() -> doubleOr("partial_rotary_factor", absent));
  }

  private Optional<Config> ropeParameters() {
    Optional<Config> parameters = object("rope_parameters");
    parameters.ifPresent(
        rope -> {
          for (Map.Entry<String, JsonElement> entry : rope.json.entrySet()) {
            if (entry.getValue().isJsonObject()) {
              throw new CheckpointException(
                  file
                      + ": key 'rope_parameters."
                      + entry.getKey()
                      + "' is an object; rotary parameters that differ between layers are not"
                      + " supported");
            }
          }
        });
    return parameters;
  }

  private Optional<JsonElement> find(String key) {
    return Optional.ofNullable(json.get(key)).filter(Predicate.not(JsonElement::isJsonNull));
  }

  private JsonElement require(String key, String expected) {
    return find(key)
        .orElseThrow(
            () ->
                new CheckpointException(
                    file + ": key '" + prefix + key + "' is missing; expected " + expected));
  }

  private static Iterable<JsonElement> elements(JsonElement value) {
    return value.isJsonArray() ? value.getAsJsonArray() : List.of(value);
  }

  private int toInt(String key, JsonElement value) {
    double number = numberOr(value, Double.NaN);
    // The cast saturates and turns NaN into 0, so anything but a 32-bit integer differs from it.
    if ((int) number != number) {
      throw unexpected(key, value, "an integer of 32 bits");
    }
    return (int) number;
  }

  private double toDouble(String key, JsonElement value) {
    double number = numberOr(value, Double.NaN);
    if (!Double.isFinite(number)) {
      throw unexpected(key, value, "a finite number");
    }
    return number;
  }

  private boolean toBoolean(String key, JsonElement value) {
    if (value instanceof JsonPrimitive primitive && primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    throw unexpected(key, value, "true or false");
  }

  private String toText(String key, JsonElement value) {
    if (value instanceof JsonPrimitive primitive && primitive.isString()) {
      return primitive.getAsString();
    }
    throw unexpected(key, value, "a string");
  }

  /** Parses the literal itself: unlike BigDecimal, this is cheap for any exponent. */
  private static double numberOr(JsonElement value, double other) {
    return value instanceof JsonPrimitive primitive && primitive.isNumber()
        ? Double.parseDouble(primitive.getAsString())
        : other;
  }

  private CheckpointException unexpected(String key, JsonElement value, String expected) {
    return new CheckpointException(
        file + ": key '" + prefix + key + "' is " + kind(value) + "; expected " + expected);
  }

  static String kind(JsonElement value) {
    if (value.isJsonObject()) {
      return "an object";
    }
    if (value.isJsonArray()) {
      return "a list";
    }
    String text = value.toString();
    return text.length() <= 60 ? text : text.substring(0, 60) + "...";
  }
}
