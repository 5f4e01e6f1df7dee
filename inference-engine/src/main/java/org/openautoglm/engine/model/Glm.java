// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import org.openautoglm.engine.checkpoint.Checkpoint;
import org.openautoglm.engine.checkpoint.Config;

/**
 * GLM-4-9B-chat-hf and GLM-Edge ({@code GlmForCausalLM}), and GLM-4-0414 ({@code Glm4ForCausalLM}),
 * which also normalises what attention and feed-forward give before adding it. Both rotate
 * neighbouring pairs of the first half of a head. Sources: transformers, {@code modeling_glm.py},
 * {@code modeling_glm4.py}.
 */
final class Glm implements Architecture {
  private final boolean sandwich;

  Glm(boolean sandwich) {
    this.sandwich = sandwich;
  }

  @Override
  public Decoder describe(Checkpoint checkpoint, Operators operators) {
    Config config = checkpoint.config();
    ConfigReader reader = new ConfigReader(config);
    Decoder.Sizes sizes = reader.sizes(128);
    Attention.Heads heads = sizes.heads();
    Rotary rotary = reader.rotary(heads.dim(), config.partialRotaryFactor(0.5), true);
    boolean bias = config.booleanOr("attention_bias", true);
    Attention attention =
        new Attention(heads, Attention.Names.separate(), bias, false, rotary, null);
    GatedMlp mlp =
        new GatedMlp(
            "mlp.",
            heads.hidden(),
            reader.positive("intermediate_size"),
            true,
            false,
            reader.activation());
    return PreNorm.decoder(checkpoint, operators, sizes, rotary)
        .layers(
            0,
            sizes.layers(),
            PreNorm.PREFIX,
            sandwich
                ? out -> sandwich(out, heads, reader.epsilon(), attention, mlp)
                : PreNorm.layer(heads, reader.epsilon(), attention, mlp))
        .norm(Norm.rms("model.norm", heads.hidden(), reader.epsilon()))
        .head("lm_head.weight", reader.tied());
  }

  private static void sandwich(
      LayerWriter out, Attention.Heads heads, double epsilon, Block attention, Block mlp) {
    out.residual(
        Norm.rms("input_layernorm", heads.hidden(), epsilon),
        attention,
        Norm.rms("post_self_attn_layernorm", heads.hidden(), epsilon));
    out.residual(
        Norm.rms("post_attention_layernorm", heads.hidden(), epsilon),
        mlp,
        Norm.rms("post_mlp_layernorm", heads.hidden(), epsilon));
  }
}
