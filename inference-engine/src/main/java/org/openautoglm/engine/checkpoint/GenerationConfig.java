// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoublePredicate;
import org.openautoglm.engine.api.CheckpointException;
import org.openautoglm.engine.api.GenerationDefaults;

/**
 * Reads {@code generation_config.json}, which may be missing.
 *
 * <p>transformers samples only when {@code do_sample} is true; vLLM ignores {@code do_sample} and
 * takes the sampling values as defaults. Here an explicit {@code do_sample: false} means greedy
 * (temperature 0), and otherwise the values count as they are, null where the file is silent: an
 * absent key is a file that says nothing, not one that asks for greedy decoding.
 */
final class GenerationConfig {
  private GenerationConfig() {}

  static GenerationDefaults read(Path folder, Config config) {
    Path file = folder.resolve("generation_config.json");
    if (!Files.exists(file)) {
      return new GenerationDefaults(null, null, null, null, null, modelStopTokens(config));
    }
    Config generation = Config.read(file);
    Set<Integer> stopTokens =
        generation.has("eos_token_id") ? stopTokens(generation) : modelStopTokens(config);
    return new GenerationDefaults(
        generation.booleanOr("do_sample", true)
            ? number(generation, "temperature", t -> t >= 0, "at least 0")
            : Double.valueOf(0),
        number(generation, "top_p", p -> p > 0 && p <= 1, "above 0 and at most 1"),
        topK(generation),
        number(generation, "min_p", p -> p >= 0 && p <= 1, "between 0 and 1"),
        number(generation, "repetition_penalty", p -> p > 0, "above 0"),
        stopTokens);
  }

  /** Checkpoints with several parts keep the language model's keys in {@code text_config}. */
  private static Set<Integer> modelStopTokens(Config config) {
    if (config.has("eos_token_id")) {
      return stopTokens(config);
    }
    return config.object("text_config").map(GenerationConfig::stopTokens).orElse(Set.of());
  }

  /** Negative ids are in use for "no such token". */
  private static Set<Integer> stopTokens(Config config) {
    Set<Integer> ids = new TreeSet<>(config.intList("eos_token_id").orElse(List.of()));
    ids.removeIf(id -> id < 0);
    return ids;
  }

  /** Both 0 and -1 are in use for "all candidates". */
  private static Integer topK(Config config) {
    return config.has("top_k") ? Math.max(0, config.requireInt("top_k")) : null;
  }

  private static Double number(
      Config config, String key, DoublePredicate allowed, String expected) {
    if (!config.has(key)) {
      return null;
    }
    double value = config.requireDouble(key);
    if (!allowed.test(value)) {
      throw new CheckpointException(
          config.file() + ": key '" + key + "' is " + value + "; expected a number " + expected);
    }
    return value;
  }
}
