// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import org.openautoglm.engine.checkpoint.Checkpoint;
import org.openautoglm.engine.checkpoint.Config;

/** Llama 2 and 3. Source: transformers, {@code modeling_llama.py}. */
final class Llama implements Architecture {

  @Override
  public Decoder describe(Checkpoint checkpoint, Operators operators) {
    Config config = checkpoint.config();
    ConfigReader reader = new ConfigReader(config);
    Decoder.Sizes sizes = reader.sizes(0);
    Attention.Heads heads = sizes.heads();
    boolean bias = config.booleanOr("attention_bias", false);
    Rotary rotary = reader.rotary(heads.dim(), 1.0, false);
    Attention attention =
        new Attention(heads, Attention.Names.separate(), bias, bias, rotary, null);
    GatedMlp mlp =
        new GatedMlp(
            "mlp.",
            heads.hidden(),
            reader.positive("intermediate_size"),
            false,
            config.booleanOr("mlp_bias", false),
            reader.activation());
    return PreNorm.decoder(checkpoint, operators, sizes, rotary)
        .layers(
            0,
            sizes.layers(),
            PreNorm.PREFIX,
            PreNorm.layer(heads, reader.epsilon(), attention, mlp))
        .norm(Norm.rms("model.norm", heads.hidden(), reader.epsilon()))
        .head("lm_head.weight", reader.tied());
  }
}
