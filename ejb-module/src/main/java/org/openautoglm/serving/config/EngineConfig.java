// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.openautoglm.engine.api.ComputeType;

/**
 * How models are computed.
 *
 * @param nativeCache folder into which native libraries are extracted
 * @param threads threads of one operator; 0 chooses the number of processors
 * @param device device every model goes to; empty takes the first that has room
 * @param cacheTokens tokens of KV cache of one model; empty derives it from the model's context
 * @param maxSequences sequences of one model that generate in one step
 */
public record EngineConfig(
    Path nativeCache,
    int threads,
    ComputeType computeType,
    Optional<String> device,
    OptionalInt cacheTokens,
    int maxSequences) {

  public static final ConfigurationKey NATIVE_CACHE =
      new ConfigurationKey(
          "autoglm.engine.native-cache",
          "native inside autoglm.data.directory",
          "Folder into which native libraries are extracted; needs about 500 MB, and as much again as"
              + " the quantised weights of models whose own folder cannot be written to.");
  public static final ConfigurationKey THREADS =
      new ConfigurationKey(
          "autoglm.engine.threads", "0", "Threads of one operator; 0 is one per processor.");
  public static final ConfigurationKey DTYPE =
      new ConfigurationKey(
          "autoglm.dtype",
          "auto",
          "Number format models compute in: auto, float32, bfloat16, float16 (on GPUs), int8 or int4;"
              + " the last two quantise the weights when a model is loaded.");
  public static final ConfigurationKey DEVICE =
      new ConfigurationKey(
          "autoglm.device",
          "the first device with room",
          "Device models are loaded on: cpu or gpu:N.");
  public static final ConfigurationKey CACHE_TOKENS =
      new ConfigurationKey(
          "autoglm.cache.tokens",
          "four times the model's context, at most 65536 but never less than one context",
          "Tokens of KV cache that all sequences of one model share; "
              + "what does not fit on the device is left out.");
  public static final ConfigurationKey MAX_SEQUENCES =
      new ConfigurationKey(
          "autoglm.batch.sequences", "16", "Sequences of one model that generate in one step.");
  public static final List<ConfigurationKey> KEYS =
      List.of(NATIVE_CACHE, THREADS, DTYPE, DEVICE, CACHE_TOKENS, MAX_SEQUENCES);

  private static final Pattern DEVICE_NAME = Pattern.compile("cpu|gpu:\\d+");

  public static EngineConfig from(Config config, ServerConfig server) {
    ConfigurationReader reader = new ConfigurationReader(config);
    return new EngineConfig(
        reader.path(NATIVE_CACHE).orElseGet(() -> server.dataDirectory().resolve("native")),
        reader.number(THREADS, 0, 4096),
        computeType(reader),
        device(reader),
        reader.text(CACHE_TOKENS).isPresent()
            ? OptionalInt.of(reader.number(CACHE_TOKENS, 1, Integer.MAX_VALUE))
            : OptionalInt.empty(),
        reader.number(MAX_SEQUENCES, 1, 4096));
  }

  private static Optional<String> device(ConfigurationReader reader) {
    Optional<String> value = reader.text(DEVICE);
    if (value.isPresent() && !DEVICE_NAME.matcher(value.get()).matches()) {
      throw ConfigurationReader.refused(DEVICE, value.get(), "allowed are cpu and gpu:N");
    }
    return value;
  }

  private static ComputeType computeType(ConfigurationReader reader) {
    String value = reader.text(DTYPE).orElse(DTYPE.defaultValue());
    try {
      return ComputeType.parse(value);
    } catch (IllegalArgumentException e) {
      throw ConfigurationReader.refused(DTYPE, value, "allowed are " + ComputeType.SPELLINGS);
    }
  }
}
