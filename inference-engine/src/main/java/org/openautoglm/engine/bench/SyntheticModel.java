// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Shapes of models that can be made of random weights. */
enum SyntheticModel {
  /** 28 layers, 2048 wide, 16 query and 4 key/value heads, 59264 words. */
  GLM_1_6B("glm-1.6b", glm(28, 2048, 6144, 16, 4, 59264)),
  /** A GLM of some megabytes, to try the benchmark itself. */
  GLM_TINY("glm-tiny", glm(2, 64, 160, 4, 2, 512)),
  /** Llama 3 8B. */
  LLAMA_3_8B("llama-3-8b", llama(32, 4096, 14336, 32, 8, 128256)),
  /** GPT-2, 124 million weights. */
  GPT_2("gpt-2", gpt2(12, 768, 12, 50257));

  private final String spelling;
  private final Shape shape;

  SyntheticModel(String spelling, Shape shape) {
    this.spelling = spelling;
    this.shape = shape;
  }

  /**
   * @param config {@code config.json} as key and value in JSON
   * @param tensors shapes by name, in the order of the file
   */
  record Shape(Map<String, String> config, Map<String, List<Long>> tensors) {

    String json() {
      return config.entrySet().stream()
          .map(entry -> "  \"" + entry.getKey() + "\": " + entry.getValue())
          .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
    }

    int vocabulary() {
      return Integer.parseInt(config.get("vocab_size"));
    }
  }

  Shape shape() {
    return shape;
  }

  /**
   * @throws IllegalArgumentException naming the known ones
   */
  static SyntheticModel named(String spelling) {
    return Arrays.stream(values())
        .filter(model -> model.spelling.equals(spelling))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "synthetic model '"
                        + spelling
                        + "' is unknown; there are "
                        + Arrays.stream(values())
                            .map(SyntheticModel::toString)
                            .collect(Collectors.joining(", "))));
  }

  @Override
  public String toString() {
    return spelling;
  }

  static Shape glm(
      int layers, int hidden, int inner, int heads, int keyValueHeads, int vocabulary) {
    Map<String, String> config =
        decoder("GlmForCausalLM", layers, hidden, inner, heads, keyValueHeads, vocabulary);
    config.put("attention_bias", "false");
    config.put("partial_rotary_factor", "0.5");
    Map<String, List<Long>> tensors = new LinkedHashMap<>();
    long keys = (long) hidden / heads * keyValueHeads;
    put(tensors, "model.embed_tokens.weight", vocabulary, hidden);
    for (int layer = 0; layer < layers; layer++) {
      String prefix = "model.layers." + layer + ".";
      attention(tensors, prefix, hidden, keys);
      put(tensors, prefix + "mlp.gate_up_proj.weight", 2L * inner, hidden);
      put(tensors, prefix + "mlp.down_proj.weight", hidden, inner);
    }
    put(tensors, "model.norm.weight", hidden);
    put(tensors, "lm_head.weight", vocabulary, hidden);
    return new Shape(config, tensors);
  }

  private static Shape llama(
      int layers, int hidden, int inner, int heads, int keyValueHeads, int vocabulary) {
    Map<String, String> config =
        decoder("LlamaForCausalLM", layers, hidden, inner, heads, keyValueHeads, vocabulary);
    Map<String, List<Long>> tensors = new LinkedHashMap<>();
    long keys = (long) hidden / heads * keyValueHeads;
    put(tensors, "model.embed_tokens.weight", vocabulary, hidden);
    for (int layer = 0; layer < layers; layer++) {
      String prefix = "model.layers." + layer + ".";
      attention(tensors, prefix, hidden, keys);
      put(tensors, prefix + "mlp.gate_proj.weight", inner, hidden);
      put(tensors, prefix + "mlp.up_proj.weight", inner, hidden);
      put(tensors, prefix + "mlp.down_proj.weight", hidden, inner);
    }
    put(tensors, "model.norm.weight", hidden);
    put(tensors, "lm_head.weight", vocabulary, hidden);
    return new Shape(config, tensors);
  }

  private static Shape gpt2(int layers, int hidden, int heads, int vocabulary) {
    Map<String, String> config = new LinkedHashMap<>();
    config.put("architectures", "[\"GPT2LMHeadModel\"]");
    config.put("n_layer", Integer.toString(layers));
    config.put("n_embd", Integer.toString(hidden));
    config.put("n_head", Integer.toString(heads));
    config.put("n_positions", "1024");
    config.put("vocab_size", Integer.toString(vocabulary));
    Map<String, List<Long>> tensors = new LinkedHashMap<>();
    put(tensors, "wte.weight", vocabulary, hidden);
    put(tensors, "wpe.weight", 1024, hidden);
    for (int layer = 0; layer < layers; layer++) {
      String prefix = "h." + layer + ".";
      norm(tensors, prefix + "ln_1", hidden);
      conv1d(tensors, prefix + "attn.c_attn", hidden, 3L * hidden);
      conv1d(tensors, prefix + "attn.c_proj", hidden, hidden);
      norm(tensors, prefix + "ln_2", hidden);
      conv1d(tensors, prefix + "mlp.c_fc", hidden, 4L * hidden);
      conv1d(tensors, prefix + "mlp.c_proj", 4L * hidden, hidden);
    }
    norm(tensors, "ln_f", hidden);
    return new Shape(config, tensors);
  }

  private static Map<String, String> decoder(
      String architecture,
      int layers,
      int hidden,
      int inner,
      int heads,
      int keyValueHeads,
      int vocabulary) {
    Map<String, String> config = new LinkedHashMap<>();
    config.put("architectures", "[\"" + architecture + "\"]");
    config.put("num_hidden_layers", Integer.toString(layers));
    config.put("hidden_size", Integer.toString(hidden));
    config.put("intermediate_size", Integer.toString(inner));
    config.put("num_attention_heads", Integer.toString(heads));
    config.put("num_key_value_heads", Integer.toString(keyValueHeads));
    config.put("head_dim", Integer.toString(hidden / heads));
    config.put("vocab_size", Integer.toString(vocabulary));
    config.put("max_position_embeddings", "8192");
    config.put("rms_norm_eps", "1e-5");
    config.put("rope_theta", "10000.0");
    config.put("hidden_act", "\"silu\"");
    config.put("tie_word_embeddings", "false");
    config.put("torch_dtype", "\"bfloat16\"");
    return config;
  }

  private static void attention(
      Map<String, List<Long>> tensors, String prefix, long hidden, long keys) {
    put(tensors, prefix + "input_layernorm.weight", hidden);
    put(tensors, prefix + "self_attn.q_proj.weight", hidden, hidden);
    put(tensors, prefix + "self_attn.k_proj.weight", keys, hidden);
    put(tensors, prefix + "self_attn.v_proj.weight", keys, hidden);
    put(tensors, prefix + "self_attn.o_proj.weight", hidden, hidden);
    put(tensors, prefix + "post_attention_layernorm.weight", hidden);
  }

  private static void norm(Map<String, List<Long>> tensors, String name, long width) {
    put(tensors, name + ".weight", width);
    put(tensors, name + ".bias", width);
  }

  private static void conv1d(
      Map<String, List<Long>> tensors, String name, long inputs, long outputs) {
    put(tensors, name + ".weight", inputs, outputs);
    put(tensors, name + ".bias", outputs);
  }

  private static void put(Map<String, List<Long>> tensors, String name, long... shape) {
    tensors.put(name, Arrays.stream(shape).boxed().toList());
  }
}
