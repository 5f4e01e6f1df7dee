// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import org.openautoglm.engine.api.CheckpointException;
import org.openautoglm.engine.checkpoint.Checkpoint;
import org.openautoglm.engine.checkpoint.Config;

/**
 * GLM-4.5, 4.5-Air, 4.6 and 4.7: some dense layers, which all routing depends on, so that they
 * never have fewer than eight bits, then mixtures of experts. The multi-token prediction layer
 * behind the last one is not used. Source: transformers, {@code modeling_glm4_moe.py}.
 */
final class Glm4Moe implements Architecture {

  @Override
  public Decoder describe(Checkpoint checkpoint, Operators operators) {
    Config config = checkpoint.config();
    ConfigReader reader = new ConfigReader(config);
    Decoder.Sizes sizes = reader.sizes(128);
    Attention.Heads heads = sizes.heads();
    Rotary rotary = reader.rotary(heads.dim(), config.partialRotaryFactor(0.5), false);
    Norm queryKeyNorm =
        config.booleanOr("use_qk_norm", false) ? Norm.rms("", heads.dim(), reader.epsilon()) : null;
    Attention attention =
        new Attention(
            heads,
            Attention.Names.separate(),
            config.booleanOr("attention_bias", false),
            false,
            rotary,
            queryKeyNorm);
    GatedMlp dense =
        new GatedMlp(
                "mlp.",
                heads.hidden(),
                reader.positive("intermediate_size"),
                false,
                false,
                reader.activation())
            .inEightBits();
    MixtureOfExperts sparse =
        new MixtureOfExperts(
            heads.hidden(),
            reader.positive("moe_intermediate_size"),
            reader.activation(),
            routing(config, reader));
    int denseLayers = Math.min(sizes.layers(), config.intOr("first_k_dense_replace", 1));
    double epsilon = reader.epsilon();
    return PreNorm.decoder(checkpoint, operators, sizes, rotary)
        .layers(0, denseLayers, PreNorm.PREFIX, PreNorm.layer(heads, epsilon, attention, dense))
        .layers(
            denseLayers,
            sizes.layers() - denseLayers,
            PreNorm.PREFIX,
            PreNorm.layer(heads, epsilon, attention, sparse))
        .norm(Norm.rms("model.norm", heads.hidden(), epsilon))
        .head("lm_head.weight", reader.tied());
  }

  private static MixtureOfExperts.Routing routing(Config config, ConfigReader reader) {
    int experts = reader.positive("n_routed_experts");
    int perToken = reader.positive("num_experts_per_tok");
    int groups = config.intOr("n_group", 1);
    int topGroups = config.intOr("topk_group", 1);
    if (perToken > experts
        || groups < 1
        || experts % groups != 0
        || topGroups < 1
        || topGroups > groups
        || (groups > 1 && (experts / groups < 2 || perToken > topGroups * (experts / groups)))) {
      throw new CheckpointException(
          "config.json: routing of "
              + perToken
              + " of "
              + experts
              + " experts in the best "
              + topGroups
              + " of "
              + groups
              + " groups is impossible (num_experts_per_tok, n_routed_experts, topk_group, n_group)");
    }
    return new MixtureOfExperts.Routing(
        experts,
        perToken,
        groups,
        topGroups,
        config.intOr("n_shared_experts", 0),
        config.booleanOr("norm_topk_prob", true),
        config.doubleOr("routed_scaling_factor", 1.0));
  }
}
