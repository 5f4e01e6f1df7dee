// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import org.openautoglm.engine.api.CheckpointException;
import org.openautoglm.engine.checkpoint.Checkpoint;
import org.openautoglm.engine.checkpoint.Config;

/**
 * GPT-2: learned positions, layer norms with bias, one projection for query, key and value. Tensor
 * names come with or without the prefix {@code transformer.}; mask buffers in old files are
 * ignored. Source: transformers, {@code modeling_gpt2.py}.
 */
final class Gpt2 implements Architecture {

  @Override
  public Decoder describe(Checkpoint checkpoint, Operators operators) {
    Config config = checkpoint.config();
    refuseOtherScaling(config);
    ConfigReader reader = new ConfigReader(config);
    int hidden = reader.positive("n_embd");
    int headCount = reader.positive("n_head");
    Attention.Heads heads = new Attention.Heads(hidden, headCount, headCount, hidden / headCount);
    Decoder.Sizes sizes =
        ConfigReader.checked(
            reader.positive("n_layer"),
            reader.positive("vocab_size"),
            reader.positive("n_positions"),
            heads);
    double epsilon = config.doubleOr("layer_norm_epsilon", 1e-5);
    Attention attention =
        new Attention(
            heads,
            new Attention.Names("attn.c_attn", null, null, "attn.c_proj", true),
            true,
            true,
            null,
            null);
    int inner = config.intOr("n_inner", 4 * hidden);
    Activation activation = Activation.named(config.stringOr("activation_function", "gelu_new"));
    Block mlp =
        out -> {
          Operators write = out.operators();
          write.linear(out, "h", "h", Operators.Projection.conv1d("mlp.c_fc", inner, hidden));
          out.line("h = %s", write.activation(activation, "h"));
          write.linear(out, "h", "h", Operators.Projection.conv1d("mlp.c_proj", hidden, inner));
        };
    String prefix = checkpoint.has("transformer.wte.weight") ? "transformer." : "";
    return new Decoder(operators, sizes, null)
        .embedding(checkpoint, prefix + "wte.weight")
        .positions(prefix + "wpe.weight")
        .layers(
            0,
            sizes.layers(),
            prefix + "h.{}.",
            out -> {
              out.residual(Norm.layer("ln_1", hidden, epsilon), attention);
              out.residual(Norm.layer("ln_2", hidden, epsilon), mlp);
            })
        .norm(Norm.layer(prefix + "ln_f", hidden, epsilon))
        .head("lm_head.weight", config.booleanOr("tie_word_embeddings", true));
  }

  private static void refuseOtherScaling(Config config) {
    if (config.booleanOr("scale_attn_by_inverse_layer_idx", false)
        || !config.booleanOr("scale_attn_weights", true)) {
      throw new CheckpointException(
          "config.json: only scale_attn_weights true and scale_attn_by_inverse_layer_idx false are"
              + " supported");
    }
  }
}
