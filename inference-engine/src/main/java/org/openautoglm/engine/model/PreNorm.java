// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import java.util.function.Consumer;
import org.openautoglm.engine.checkpoint.Checkpoint;

/** The arrangement most families share: norm before attention, norm before the feed-forward. */
final class PreNorm {
  static final String PREFIX = "model.layers.{}.";

  private PreNorm() {}

  static Decoder decoder(
      Checkpoint checkpoint, Operators operators, Decoder.Sizes sizes, Rotary rotary) {
    return new Decoder(operators, sizes, rotary).embedding(checkpoint, "model.embed_tokens.weight");
  }

  static Consumer<LayerWriter> layer(
      Attention.Heads heads, double epsilon, Block attention, Block feedForward) {
    return out -> {
      out.residual(Norm.rms("input_layernorm", heads.hidden(), epsilon), attention);
      out.residual(Norm.rms("post_attention_layernorm", heads.hidden(), epsilon), feedForward);
    };
  }
}
