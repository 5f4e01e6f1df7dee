// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import java.util.List;

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
    out.operators().attention(out, this);
  }

  /**
   * The projections of queries, keys and values, in this order, or the one that is all three. They
   * hold a fifth of a layer's weights and cause more than a fifth of the error of four bits.
   */
  List<Operators.Projection> inputs() {
    long keys = (long) heads.keyValue * heads.dim;
    List<Operators.Projection> projections =
        names.fused
            ? List.of(
                Operators.Projection.conv1d(
                    names.query, heads.queryWidth() + 2 * keys, heads.hidden))
            : List.of(
                Operators.Projection.of(names.query, heads.queryWidth(), heads.hidden, inputBias),
                Operators.Projection.of(names.key, keys, heads.hidden, inputBias),
                Operators.Projection.of(names.value, keys, heads.hidden, inputBias));
    return projections.stream().map(Operators.Projection::inEightBits).toList();
  }

  Operators.Projection output() {
    Operators.Projection output =
        names.fused
            ? Operators.Projection.conv1d(names.output, heads.hidden, heads.queryWidth())
            : Operators.Projection.of(names.output, heads.hidden, heads.queryWidth(), outputBias);
    return output.inEightBits();
  }
}
