// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import org.openautoglm.engine.checkpoint.Checkpoint;
import org.openautoglm.engine.checkpoint.Config;

/**
 * Qwen 2, 2.5 and 3 (dense). Qwen 2 has biases on query, key and value with no key in its
 * configuration; Qwen 3 has none by default and normalises queries and keys per head. Sources:
 * transformers, {@code modeling_qwen2.py}, {@code modeling_qwen3.py}.
 */
final class Qwen implements Architecture {
  private final boolean third;

  Qwen(boolean third) {
    this.third = third;
  }

  @Override
  public Decoder describe(Checkpoint checkpoint, Operators operators) {
    Config config = checkpoint.config();
    ConfigReader reader = new ConfigReader(config);
    reader.refuseSlidingWindow();
    Decoder.Sizes sizes = reader.sizes(third ? 128 : 0);
    Attention.Heads heads = sizes.heads();
    Rotary rotary = reader.rotary(heads.dim(), 1.0, false);
    boolean configured = config.booleanOr("attention_bias", false);
    Attention attention =
        new Attention(
            heads,
            Attention.Names.separate(),
            third ? configured : true,
            third && configured,
            rotary,
            third ? Norm.rms("", heads.dim(), reader.epsilon()) : null);
    GatedMlp mlp =
        new GatedMlp(
            "mlp.",
            heads.hidden(),
            reader.positive("intermediate_size"),
            false,
            false,
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
