// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import java.util.Map;
import java.util.TreeMap;
import org.openautoglm.engine.api.CheckpointException;
import org.openautoglm.engine.checkpoint.Checkpoint;

/** A family of models: turns a checkpoint's configuration into a decoder. */
interface Architecture {

  /**
   * @throws CheckpointException when the configuration asks for something this family does not know
   */
  Decoder describe(Checkpoint checkpoint, Operators operators);

  /** All families, by the Hugging Face class name in {@code architectures}. */
  Map<String, Architecture> KNOWN =
      Map.of(
          "GlmForCausalLM", new Glm(false),
          "Glm4ForCausalLM", new Glm(true),
          "Glm4MoeForCausalLM", new Glm4Moe(),
          "LlamaForCausalLM", new Llama(),
          "Qwen2ForCausalLM", new Qwen(false),
          "Qwen3ForCausalLM", new Qwen(true),
          "GPT2LMHeadModel", new Gpt2());

  /**
   * The family of a checkpoint.
   *
   * @throws CheckpointException naming the known ones
   */
  static Architecture of(Checkpoint checkpoint) {
    String name = checkpoint.config().architecture();
    Architecture architecture = KNOWN.get(name);
    if (architecture == null) {
      throw new CheckpointException(
          checkpoint.folder().resolve("config.json")
              + ": architecture '"
              + name
              + "' is unknown; supported are "
              + String.join(", ", new TreeMap<>(KNOWN).keySet()));
    }
    return architecture;
  }
}
