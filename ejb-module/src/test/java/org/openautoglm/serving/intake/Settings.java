// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.intake;

import java.util.List;
import java.util.Map;
import org.openautoglm.serving.api.GenerationSettings;

/** Settings by field name, everything else left out. */
final class Settings {
  private Settings() {}

  static GenerationSettings of(Object... namesAndValues) {
    Map<String, Object> fields = new java.util.HashMap<>();
    for (int index = 0; index < namesAndValues.length; index += 2) {
      fields.put((String) namesAndValues[index], namesAndValues[index + 1]);
    }
    GenerationSettings settings =
        new GenerationSettings(
            (Integer) fields.remove("max_tokens"),
            (Double) fields.remove("temperature"),
            (Double) fields.remove("top_p"),
            (Integer) fields.remove("top_k"),
            (Double) fields.remove("min_p"),
            (Integer) fields.remove("n"),
            (Long) fields.remove("seed"),
            texts(fields.remove("stop")),
            ids(fields.remove("stop_token_ids")),
            (Boolean) fields.remove("ignore_eos"),
            (Integer) fields.remove("min_tokens"),
            (Boolean) fields.remove("skip_special_tokens"),
            (Double) fields.remove("presence_penalty"),
            (Double) fields.remove("frequency_penalty"),
            (Double) fields.remove("repetition_penalty"),
            biases(fields.remove("logit_bias")),
            (Integer) fields.remove("logprobs"),
            null);
    if (!fields.isEmpty()) {
      throw new IllegalArgumentException("Unknown fields " + fields.keySet());
    }
    return settings;
  }

  @SuppressWarnings("unchecked")
  private static List<String> texts(Object value) {
    return (List<String>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<Integer> ids(Object value) {
    return (List<Integer>) value;
  }

  @SuppressWarnings("unchecked")
  private static Map<Integer, Double> biases(Object value) {
    return (Map<Integer, Double>) value;
  }
}
