// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import org.openautoglm.engine.api.CheckpointException;
import org.openautoglm.engine.checkpoint.Config;

/** What the Llama-like families read from {@code config.json} in the same way. */
final class ConfigReader {
  private final Config config;

  ConfigReader(Config config) {
    this.config = config;
  }

  /**
   * @param headDim the family's default, 0 for {@code hidden_size / num_attention_heads}
   */
  Decoder.Sizes sizes(int headDim) {
    int hidden = positive("hidden_size");
    int query = positive("num_attention_heads");
    int keyValue = config.intOr("num_key_value_heads", query);
    int dim = config.intOr("head_dim", headDim == 0 ? hidden / query : headDim);
    return checked(
        positive("num_hidden_layers"),
        positive("vocab_size"),
        positive("max_position_embeddings"),
        new Attention.Heads(hidden, query, keyValue, dim));
  }

  /** Refuses sizes that no decoder can have. */
  static Decoder.Sizes checked(int layers, int vocabulary, int context, Attention.Heads heads) {
    if (heads.keyValue() < 1 || heads.query() % heads.keyValue() != 0) {
      throw new CheckpointException(
          "config.json: num_attention_heads "
              + heads.query()
              + " must be a multiple of num_key_value_heads "
              + heads.keyValue());
    }
    if (heads.dim() < 1) {
      throw new CheckpointException(
          "config.json: head_dim must be at least 1 but is " + heads.dim());
    }
    return new Decoder.Sizes(layers, vocabulary, context, heads);
  }

  int positive(String key) {
    int value = config.requireInt(key);
    if (value < 1) {
      throw new CheckpointException("config.json: " + key + " must be at least 1 but is " + value);
    }
    return value;
  }

  double epsilon() {
    return config.doubleOr("rms_norm_eps", 1e-6);
  }

  Activation activation() {
    return Activation.named(config.stringOr("hidden_act", "silu"));
  }

  boolean tied() {
    return config.booleanOr("tie_word_embeddings", false);
  }

  /**
   * @param fraction part of a head that is rotated
   */
  Rotary rotary(int headDim, double fraction, boolean interleaved) {
    int dims = (int) (headDim * fraction);
    if (dims < 2 || dims > headDim || dims % 2 != 0) {
      throw new CheckpointException(
          "config.json: partial_rotary_factor "
              + fraction
              + " of head_dim "
              + headDim
              + " must give an even number of dimensions between 2 and head_dim");
    }
    Rotary rotary = Rotary.of(dims, config.ropeTheta(), interleaved);
    return config.ropeScaling().map(scaling -> scale(rotary, scaling)).orElse(rotary);
  }

  private static Rotary scale(Rotary rotary, Config scaling) {
    String type = scaling.stringOr("rope_type", scaling.stringOr("type", "default"));
    return switch (type) {
      case "default" -> rotary;
      case "linear" -> rotary.linear(scaling.requireDouble("factor"));
      case "llama3" ->
          rotary.llama3(
              scaling.requireDouble("factor"),
              scaling.requireDouble("low_freq_factor"),
              scaling.requireDouble("high_freq_factor"),
              scaling.requireDouble("original_max_position_embeddings"));
      default ->
          throw new CheckpointException(
              "config.json: rope_type '"
                  + type
                  + "' is unknown; supported are default, linear, llama3");
    };
  }

  /** Refuses windows: every token is attended to here. */
  void refuseSlidingWindow() {
    int window = config.intOr("sliding_window", 0);
    if (config.booleanOr("use_sliding_window", false)
        && window > 0
        && window < config.requireInt("max_position_embeddings")) {
      throw new CheckpointException(
          "config.json: sliding-window attention (sliding_window " + window + ") is not supported");
    }
  }
}
