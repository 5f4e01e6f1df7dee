// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.training;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The shape of a {@code GlmForCausalLM} without biases, whose word embeddings are its output matrix
 * as well.
 *
 * @param vocabulary words
 * @param layers decoder layers
 * @param hidden width of the residual stream
 * @param heads attention heads, each with keys and values of its own
 * @param headSize width of a head; the first half of it is rotated
 * @param intermediate width of the MLP
 * @param context positions
 */
public record ModelShape(
    int vocabulary,
    int layers,
    int hidden,
    int heads,
    int headSize,
    int intermediate,
    int context) {
  static final double NORM_EPSILON = 1e-5;
  static final double ROPE_THETA = 10_000;

  /**
   * What is trained: matrices of the same kind lie behind each other, so that they share an
   * operator.
   */
  enum Trained {
    EMBEDDINGS,
    /** Before attention of each layer, before the MLP of each layer, after the last. */
    NORMS,
    QUERY_KEY_VALUE,
    OUTPUT,
    GATE_UP,
    DOWN
  }

  /** The dimensions of what is trained. */
  long[] dimensions(Trained trained) {
    long attention = (long) heads * headSize;
    return switch (trained) {
      case EMBEDDINGS -> new long[] {vocabulary, hidden};
      case NORMS -> new long[] {2L * layers + 1, hidden};
      case QUERY_KEY_VALUE -> new long[] {layers, 3, attention, hidden};
      case OUTPUT -> new long[] {layers, 1, hidden, attention};
      case GATE_UP -> new long[] {layers, 2, intermediate, hidden};
      case DOWN -> new long[] {layers, 1, hidden, intermediate};
    };
  }

  /** The number of values of what is trained. */
  int elements(Trained trained) {
    return Math.toIntExact(Arrays.stream(dimensions(trained)).reduce(1, Math::multiplyExact));
  }

  /**
   * A tensor of the checkpoint.
   *
   * @param from where its values are
   * @param offset of the first one
   */
  record Stored(Trained from, int offset, int... dimensions) {
    int elements() {
      return Arrays.stream(dimensions).reduce(1, Math::multiplyExact);
    }
  }

  /** The tensors of the checkpoint by their names in Hugging Face's layout. */
  Map<String, Stored> stored() {
    Map<String, Stored> stored = new LinkedHashMap<>();
    stored.put("model.embed_tokens.weight", new Stored(Trained.EMBEDDINGS, 0, vocabulary, hidden));
    int attention = heads * headSize;
    for (int l = 0; l < layers; l++) {
      String layer = "model.layers." + l + ".";
      stored.put(layer + "input_layernorm.weight", norm(l));
      stored.put(layer + "post_attention_layernorm.weight", norm(layers + l));
      int part = 0;
      for (String name : List.of("q_proj", "k_proj", "v_proj")) {
        int offset = (3 * l + part++) * attention * hidden;
        stored.put(
            layer + "self_attn." + name + ".weight",
            new Stored(Trained.QUERY_KEY_VALUE, offset, attention, hidden));
      }
      stored.put(
          layer + "self_attn.o_proj.weight",
          new Stored(Trained.OUTPUT, l * attention * hidden, hidden, attention));
      stored.put(
          layer + "mlp.gate_up_proj.weight",
          new Stored(Trained.GATE_UP, 2 * l * intermediate * hidden, 2 * intermediate, hidden));
      stored.put(
          layer + "mlp.down_proj.weight",
          new Stored(Trained.DOWN, l * intermediate * hidden, hidden, intermediate));
    }
    stored.put("model.norm.weight", norm(2 * layers));
    return stored;
  }

  private Stored norm(int row) {
    return new Stored(Trained.NORMS, row * hidden, hidden);
  }

  /** The number of trained parameters. */
  long parameters() {
    return stored().values().stream().mapToLong(Stored::elements).sum();
  }

  /** {@code config.json}. */
  JsonObject config(int... endOfSequence) {
    JsonObject config = new JsonObject();
    JsonArray architectures = new JsonArray();
    architectures.add("GlmForCausalLM");
    config.add("architectures", architectures);
    config.addProperty("attention_bias", false);
    JsonArray ends = new JsonArray();
    for (int id : endOfSequence) {
      ends.add(id);
    }
    config.add("eos_token_id", ends);
    config.addProperty("head_dim", headSize);
    config.addProperty("hidden_act", "silu");
    config.addProperty("hidden_size", hidden);
    config.addProperty("intermediate_size", intermediate);
    config.addProperty("max_position_embeddings", context);
    config.addProperty("model_type", "glm");
    config.addProperty("num_attention_heads", heads);
    config.addProperty("num_hidden_layers", layers);
    config.addProperty("num_key_value_heads", heads);
    config.addProperty("pad_token_id", endOfSequence[0]);
    config.addProperty("partial_rotary_factor", 0.5);
    config.addProperty("rms_norm_eps", NORM_EPSILON);
    config.addProperty("rope_theta", ROPE_THETA);
    config.addProperty("tie_word_embeddings", true);
    config.addProperty("torch_dtype", "bfloat16");
    config.addProperty("vocab_size", vocabulary);
    return config;
  }
}
