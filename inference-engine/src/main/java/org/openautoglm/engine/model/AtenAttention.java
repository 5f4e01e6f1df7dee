// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import java.util.List;

/**
 * Attention with the fused operator of libtorch, one call for each sequence. Queries of one
 * key/value head become rows of one matrix, so keys and values are read in place and never
 * repeated; for a single new token no mask is needed.
 *
 * @param arguments what the method {@code attend} is handed beside queries and cache
 */
record AtenAttention(Operators operators, Attention attention, String arguments) {
  private static final String METHODS =
      """
        def masks(self: __torch__.Decoder, x: Tensor, sequences: List[int]) -> List[Tensor]:
          masks = annotate(List[Tensor], [])
          for s in range(torch.floordiv(torch.len(sequences), 4)):
            count = sequences[4 * s + 1]
            length = sequences[4 * s + 3]
            if count == 1:
              mask = torch.empty([0], dtype=6)
            else:
              row = torch.unsqueeze(torch.arange(length - count, length, device=x.device), 1)
              column = torch.unsqueeze(torch.arange(length, device=x.device), 0)
              open = torch.zeros([count, length], dtype=ops.prim.dtype(x), device=x.device)
              mask = torch.repeat(torch.masked_fill(open, torch.gt(column, row), -inf), [GROUP, 1])
            _ = torch.append(masks, mask)
          return masks
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
      """;

  static String methods(Attention.Heads heads) {
    return METHODS
        .replace("WIDTH", Integer.toString(heads.queryWidth()))
        .replace("GROUP", Integer.toString(heads.group()))
        .replace("KV", Integer.toString(heads.keyValue()))
        .replace("DIM", Integer.toString(heads.dim()));
  }

  void write(LayerWriter out) {
    project(out);
    Attention.Heads heads = attention.heads();
    for (String variable : new String[] {"q", "k"}) {
      Norm norm = attention.queryKeyNorm();
      if (norm != null) {
        String weight = out.vector("self_attn." + variable + "_norm.weight", heads.dim());
        out.line("%s = %s", variable, operators.norm(norm, variable, weight, ""));
      }
      if (attention.rotary() != null) {
        attention.rotary().write(out, variable, heads.dim());
      }
    }
    out.line("kc = self.k[i]");
    out.line("vc = self.v[i]");
    out.line("_ = torch.index_copy_(kc, 0, slots, k)");
    out.line("_ = torch.index_copy_(vc, 0, slots, v)");
    out.line("h = self.attend(q, kc, vc, %s)", arguments);
    operators.linear(out, "h", "h", attention.output());
  }

  private void project(LayerWriter out) {
    Attention.Heads heads = attention.heads();
    int queries = heads.queryWidth();
    int keys = heads.keyValue() * heads.dim();
    List<Operators.Projection> inputs = attention.inputs();
    if (inputs.size() == 1) {
      operators.linear(out, "h", "h", inputs.get(0));
      out.line("q = torch.narrow(h, 1, 0, %d)", queries);
      out.line("k = torch.narrow(h, 1, %d, %d)", queries, keys);
      out.line("v = torch.narrow(h, 1, %d, %d)", queries + keys, keys);
    } else {
      operators.linear(out, "q", "h", inputs.get(0));
      operators.linear(out, "k", "h", inputs.get(1));
      operators.linear(out, "v", "h", inputs.get(2));
    }
    out.line("q = torch.unflatten(q, 1, [%d, %d])", heads.query(), heads.dim());
    out.line("k = torch.unflatten(k, 1, [%d, %d])", heads.keyValue(), heads.dim());
    out.line("v = torch.unflatten(v, 1, [%d, %d])", heads.keyValue(), heads.dim());
  }
}
