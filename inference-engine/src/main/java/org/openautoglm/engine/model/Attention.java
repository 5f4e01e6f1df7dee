// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

/**
 * Causal self-attention with grouped queries over the KV cache. New keys and values are written to
 * their cache rows for all sequences at once; each sequence then attends to its own contiguous
 * rows.
 *
 * @param names tensor names of the projections
 * @param rotary null for learned positions
 * @param queryKeyNorm per-head norm before the rotation, null for none
 */
record Attention(
    Heads heads,
    Names names,
    boolean inputBias,
    boolean outputBias,
    Rotary rotary,
    Norm queryKeyNorm)
    implements Block {

  /** Sizes: {@code query / keyValue} query heads share one key/value head of {@code dim}. */
  record Heads(int hidden, int query, int keyValue, int dim) {
    int group() {
      return query / keyValue;
    }

    /** Width of all query heads together. */
    int queryWidth() {
      return query * dim;
    }
  }

  /**
   * Tensor names. With {@code fused}, the query name is that of one Conv1D for all three (GPT-2).
   */
  record Names(String query, String key, String value, String output, boolean fused) {
    static Names separate() {
      return new Names(
          "self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj", false);
    }
  }

  @Override
  public void write(LayerWriter out) {
    project(out);
    for (String variable : new String[] {"q", "k"}) {
      if (queryKeyNorm != null) {
        String weight = out.weight("self_attn." + variable + "_norm.weight", heads.dim);
        out.line("%s = %s", variable, queryKeyNorm.expression(variable, weight, ""));
      }
      if (rotary != null) {
        rotary.write(out, variable, heads.dim);
      }
    }
    out.line("kc = self.k[i]");
    out.line("vc = self.v[i]");
    out.line("_ = torch.index_copy_(kc, 0, slots, k)");
    out.line("_ = torch.index_copy_(vc, 0, slots, v)");
    out.line("h = self.attend(q, kc, vc, sequences, masks)");
    if (names.fused) {
      Conv1d.write(out, "h", "h", names.output, heads.hidden, heads.queryWidth());
    } else {
      out.linear("h", "h", names.output, heads.hidden, heads.queryWidth(), outputBias);
    }
  }

  private void project(LayerWriter out) {
    int queries = heads.queryWidth();
    int keys = heads.keyValue * heads.dim;
    if (names.fused) {
      Conv1d.write(out, "h", "h", names.query, queries + 2 * keys, heads.hidden);
      out.line("q = torch.narrow(h, 1, 0, %d)", queries);
      out.line("k = torch.narrow(h, 1, %d, %d)", queries, keys);
      out.line("v = torch.narrow(h, 1, %d, %d)", queries + keys, keys);
    } else {
      out.linear("q", "h", names.query, queries, heads.hidden, inputBias);
      out.linear("k", "h", names.key, keys, heads.hidden, inputBias);
      out.linear("v", "h", names.value, keys, heads.hidden, inputBias);
    }
    out.line("q = torch.unflatten(q, 1, [%d, %d])", heads.query, heads.dim);
    out.line("k = torch.unflatten(k, 1, [%d, %d])", heads.keyValue, heads.dim);
    out.line("v = torch.unflatten(v, 1, [%d, %d])", heads.keyValue, heads.dim);
  }

  /**
   * The method every layer calls. Queries of one key/value head become rows of one matrix, so keys
   * and values are read in place and never repeated; for a single new token no mask is needed.
   */
  static String method(Heads heads) {
    return """
          def attend(self: __torch__.Decoder, q: Tensor, kc: Tensor, vc: Tensor,
              sequences: List[int], masks: List[Tensor]) -> Tensor:
            parts = annotate(List[Tensor], [])
            for s in range(len(masks)):
              first = sequences[4 * s]
              count = sequences[4 * s + 1]
              start = sequences[4 * s + 2]
              length = sequences[4 * s + 3]
              qs = torch.reshape(torch.narrow(q, 0, first, count), [count, KV, GROUP, DIM])
              ks = torch.unsqueeze(torch.transpose(torch.narrow(kc, 0, start, length), 0, 1), 0)
              vs = torch.unsqueeze(torch.transpose(torch.narrow(vc, 0, start, length), 0, 1), 0)
              if count == 1:
                o = torch.scaled_dot_product_attention(qs, ks, vs)
                part = torch.reshape(o, [1, WIDTH])
              else:
                rows = torch.reshape(torch.permute(qs, [1, 2, 0, 3]), [1, KV, GROUP * count, DIM])
                o = torch.scaled_dot_product_attention(rows, ks, vs, masks[s])
                o = torch.permute(torch.reshape(o, [KV, GROUP, count, DIM]), [2, 0, 1, 3])
                part = torch.reshape(o, [count, WIDTH])
              _ = torch.append(parts, part)
            return torch.cat(parts, 0)
        """
        .replace("WIDTH", Integer.toString(heads.queryWidth()))
        .replace("GROUP", Integer.toString(heads.group()))
        .replace("KV", Integer.toString(heads.keyValue))
        .replace("DIM", Integer.toString(heads.dim));
  }
}
