// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import java.util.List;

/**
 * Feed-forward with a gate: {@code down(activation(gate(h)) * up(h))}.
 *
 * @param prefix for example {@code mlp.}
 * @param fused whether {@code gate_up_proj} holds the rows of gate, then those of up
 */
record GatedMlp(
    String prefix, int hidden, int inner, boolean fused, boolean bias, Activation activation)
    implements Block {

  @Override
  public void write(LayerWriter out) {
    out.operators().gated(out, "h", "h", this);
  }

  /** Gate and up, or the one projection that is both. */
  List<Operators.Projection> inputs() {
    return fused
        ? List.of(Operators.Projection.of(prefix + "gate_up_proj", 2L * inner, hidden, bias))
        : List.of(
            Operators.Projection.of(prefix + "gate_proj", inner, hidden, bias),
            Operators.Projection.of(prefix + "up_proj", inner, hidden, bias));
  }

  Operators.Projection output() {
    return Operators.Projection.of(prefix + "down_proj", hidden, inner, bias);
  }
}
