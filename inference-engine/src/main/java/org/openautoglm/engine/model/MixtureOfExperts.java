// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

/**
 * GLM-4.5's feed-forward: a router sends each token to a few experts; shared experts see every
 * token. Router scores are sigmoids in float32; a correction bias takes part in choosing but not in
 * weighting. Shared experts are a small part of the weights and of every token's result: they never
 * have fewer than eight bits. Source: transformers, {@code modeling_glm4_moe.py}.
 */
record MixtureOfExperts(int hidden, int inner, Activation activation, Routing routing)
    implements Block {

  /**
   * @param experts number of routed experts
   * @param perToken experts per token
   * @param groups groups of experts; tokens only reach experts of their {@code topGroups} best
   *     groups
   * @param shared number of shared experts, computed as one of that many times the inner width
   * @param normalise whether weights of the chosen experts are divided by their sum
   * @param scale factor of the routed part
   */
  record Routing(
      int experts,
      int perToken,
      int groups,
      int topGroups,
      int shared,
      boolean normalise,
      double scale) {}

  @Override
  public void write(LayerWriter out) {
    choose(out);
    int firstExpert = out.stride();
    for (int expert = 0; expert < routing.experts; expert++) {
      out.operators().claimExpert(out, expert(expert));
    }
    dispatch(out, firstExpert, (out.stride() - firstExpert) / routing.experts);
    if (routing.shared > 0) {
      GatedMlp shared =
          new GatedMlp(
                  "mlp.shared_experts.", hidden, inner * routing.shared, false, false, activation)
              .inEightBits();
      out.operators().gated(out, "both", "h", shared);
      out.line("routed = torch.add(routed, both)");
    }
    out.line("h = routed");
  }

  private GatedMlp expert(int number) {
    return new GatedMlp("mlp.experts." + number + ".", hidden, inner, false, false, activation);
  }

  /** Leaves {@code chosen} and {@code share}, both {@code [tokens, perToken]}. */
  private void choose(LayerWriter out) {
    String router =
        out.weight(Weight.Form.FLOAT32, Weight.Part.of("mlp.gate.weight", routing.experts, hidden));
    String correction =
        out.weight(
            Weight.Form.FLOAT32,
            Weight.Part.of("mlp.gate.e_score_correction_bias", routing.experts));
    out.line("scores = torch.sigmoid(torch.linear(torch.to(h, 6), %s, None))", router);
    out.line("biased = torch.add(scores, %s)", correction);
    if (routing.groups > 1) {
      out.line(
          "grouped = torch.unflatten(biased, 1, [%d, %d])",
          routing.groups, routing.experts / routing.groups);
      out.line("best, _b = torch.topk(grouped, 2, 2)");
      out.line("_g, kept = torch.topk(torch.sum(best, [2]), %d, 1)", routing.topGroups);
      out.line(
          "closed = torch.ones([torch.size(h, 0), %d], dtype=11, device=h.device)", routing.groups);
      out.line("closed = torch.scatter(closed, 1, kept, False)");
      out.line(
          "biased = torch.flatten(torch.masked_fill(grouped, torch.unsqueeze(closed, 2), -inf), 1)");
    }
    out.line("_t, chosen = torch.topk(biased, %d, 1)", routing.perToken);
    out.line("share = torch.gather(scores, 1, chosen)");
    if (routing.normalise) {
      out.line("share = torch.div(share, torch.add(torch.sum(share, [1], True), 1e-20))");
    }
    out.line("share = torch.to(torch.mul(share, %s), ops.prim.dtype(h))", routing.scale);
  }

  /** Sorts the (token, expert) pairs by expert, so that each expert computes its tokens at once. */
  private void dispatch(LayerWriter out, int firstExpert, int weights) {
    out.line("flat = torch.flatten(chosen)");
    out.line("order = torch.argsort(flat, stable=True, dim=0, descending=False)");
    out.line("counts = torch.bincount(flat, None, %d)", routing.experts);
    out.line("tokens = torch.floor_divide(order, %d)", routing.perToken);
    out.line("weighted = torch.unsqueeze(torch.index_select(torch.flatten(share), 0, order), 1)");
    out.line("routed = torch.zeros_like(h)");
    out.line("at = 0");
    out.line("for e in range(%d):", routing.experts);
    out.line("  count = int(torch.select(counts, 0, e))");
    out.line("  if count > 0:");
    out.line("    p = b + %d + %d * e", firstExpert, weights);
    out.line("    to = torch.narrow(tokens, 0, at, count)");
    out.line("    xe = torch.index_select(h, 0, to)");
    out.operators().expert(out, "ye", "xe", "p", expert(0), 4);
    out.line("    ye = torch.mul(ye, torch.narrow(weighted, 0, at, count))");
    out.line("    _ = torch.index_add_(routed, 0, to, ye)");
    out.line("    at = at + count");
  }
}
