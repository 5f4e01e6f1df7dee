// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

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
    write(out, "h", "h");
  }

  void write(LayerWriter out, String to, String from) {
    String gate = out.fresh("gate");
    String up = out.fresh("up");
    if (fused) {
      out.linear(gate, from, prefix + "gate_up_proj", 2L * inner, hidden, bias);
      out.line("%s = torch.narrow(%s, 1, %d, %d)", up, gate, inner, inner);
      out.line("%s = torch.narrow(%s, 1, 0, %d)", gate, gate, inner);
    } else {
      out.linear(gate, from, prefix + "gate_proj", inner, hidden, bias);
      out.linear(up, from, prefix + "up_proj", inner, hidden, bias);
    }
    out.line("%s = torch.mul(%s, %s)", up, activation.of(gate), up);
    out.linear(to, up, prefix + "down_proj", hidden, inner, bias);
  }
}
