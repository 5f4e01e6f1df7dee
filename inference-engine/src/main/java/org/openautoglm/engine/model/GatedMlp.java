// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import java.util.List;

/**
 * Feed-forward with a gate: {@code down(activation(gate(h)) * up(h))}.
 *
 * @param prefix for example {@code mlp.}
 * @param fused whether {@code gate_up_proj} holds the rows of gate, then those of up
 * @param fine whether its matrices are never quantised below eight bits
 */
record GatedMlp(
    String prefix,
    int hidden,
    int inner,
    boolean fused,
    boolean bias,
    Activation activation,
    boolean fine)
    implements Block {

  GatedMlp(
      String prefix, int hidden, int inner, boolean fused, boolean bias, Activation activation) {
    this(prefix, hidden, inner, fused, bias, activation, false);
  }

  /** The same one, never quantised below eight bits. */
  GatedMlp inEightBits() {
    return new GatedMlp(prefix, hidden, inner, fused, bias, activation, true);
  }

  @Override
  public void write(LayerWriter out) {
    out.operators().gated(out, "h", "h", this);
  }

  /** Gate and up, or the one projection that is both. */
  List<Operators.Projection> inputs() {
    return fused
        ? List.of(projection("gate_up_proj", 2L * inner, hidden))
        : List.of(projection("gate_proj", inner, hidden), projection("up_proj", inner, hidden));
  }

  Operators.Projection output() {
    return projection("down_proj", hidden, inner);
  }

  private Operators.Projection projection(String name, long outputs, long inputs) {
    Operators.Projection projection = Operators.Projection.of(prefix + name, outputs, inputs, bias);
    return fine ? projection.inEightBits() : projection;
  }
}
