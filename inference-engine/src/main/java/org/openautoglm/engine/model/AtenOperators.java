// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import java.util.ArrayList;
import java.util.List;
import org.openautoglm.engine.checkpoint.Checkpoint;

/** Operators of libtorch itself: every device and every format. */
class AtenOperators implements Operators {

  @Override
  public void linear(LayerWriter out, String to, String from, Projection projection) {
    String weight = out.weight(projection.form(), projection.weight());
    String offset = projection.bias() ? out.weight(vectorForm(), projection.offset()) : "None";
    out.line("%s = torch.linear(%s, %s, %s)", to, from, weight, offset);
  }

  @Override
  public void attention(LayerWriter out, Attention attention) {
    new AtenAttention(this, attention, "sequences, masks").write(out);
  }

  @Override
  public void gated(LayerWriter out, String to, String from, GatedMlp mlp) {
    String gate = out.fresh("gate");
    String up = out.fresh("up");
    List<Projection> inputs = mlp.inputs();
    linear(out, gate, from, inputs.get(0));
    if (inputs.size() == 1) {
      out.line("%s = torch.narrow(%s, 1, %d, %d)", up, gate, mlp.inner(), mlp.inner());
      out.line("%s = torch.narrow(%s, 1, 0, %d)", gate, gate, mlp.inner());
    } else {
      linear(out, up, from, inputs.get(1));
    }
    out.line("%s = torch.mul(%s, %s)", up, activation(mlp.activation(), gate), up);
    linear(out, to, up, mlp.output());
  }

  @Override
  public void claimExpert(LayerWriter out, GatedMlp expert) {
    expert.inputs().forEach(input -> out.weight(Weight.Form.MATRIX, input.weight()));
    out.weight(Weight.Form.MATRIX, expert.output().weight());
  }

  @Override
  public void expert(
      LayerWriter out, String to, String from, String base, GatedMlp expert, int indent) {
    String space = " ".repeat(indent);
    out.line("%sge = torch.linear(%s, w[%s], None)", space, from, base);
    out.line(
        "%sue = torch.mul(%s, torch.linear(%s, w[%s + 1], None))",
        space, activation(expert.activation(), "ge"), from, base);
    out.line("%s%s = torch.linear(ue, w[%s + 2], None)", space, to, base);
  }

  @Override
  public String norm(Norm norm, String input, String weight, String bias) {
    return norm.centred()
        ? "torch.layer_norm(%s, [%d], %s, %s, %s)"
            .formatted(input, norm.width(), weight, bias, norm.epsilon())
        : "torch.rms_norm(%s, [%d], %s, %s)".formatted(input, norm.width(), weight, norm.epsilon());
  }

  @Override
  public String activation(Activation activation, String input) {
    return activation.aten(input);
  }

  @Override
  public String add(String a, String b) {
    return "torch.add(" + a + ", " + b + ")";
  }

  @Override
  public Weight.Form vectorForm() {
    return Weight.Form.PLAIN;
  }

  @Override
  public Weight embedding(Checkpoint checkpoint, String name, long vocabulary, long width) {
    return Weight.of(Weight.Form.PLAIN, name, vocabulary, width);
  }

  @Override
  public String embed(Checkpoint checkpoint, String name, long vocabulary, long width) {
    return "torch.embedding(w[0], tokens)";
  }

  @Override
  public boolean readsEmbeddingAsMatrix() {
    return true;
  }

  @Override
  public String logits(String input, String weight, long vocabulary) {
    return "torch.linear(" + input + ", " + weight + ", None)";
  }

  @Override
  public String methods(Attention.Heads heads) {
    return AtenAttention.methods(heads);
  }

  @Override
  public List<String> prologue(Rotary rotary) {
    List<String> lines = new ArrayList<>(rotation(rotary));
    lines.add("masks = self.masks(x, sequences)");
    return lines;
  }

  /** Cosines and sines of the positions. */
  static List<String> rotation(Rotary rotary) {
    String frequencies = rotary == null ? "[0.0]" : rotary.literal();
    return List.of(
        "turns = torch.tensor(" + frequencies + ", dtype=6, device=device)",
        "place = torch.unsqueeze(torch.to(positions, 6), 1)",
        "angles = torch.unsqueeze(torch.mul(place, turns), 1)",
        "cos = torch.to(torch.cos(angles), ops.prim.dtype(x))",
        "sin = torch.to(torch.sin(angles), ops.prim.dtype(x))");
  }

  @Override
  public List<Variable> context() {
    return List.of(
        new Variable("cos", "Tensor"),
        new Variable("sin", "Tensor"),
        new Variable("slots", "Tensor"),
        new Variable("sequences", "List[int]"),
        new Variable("masks", "List[Tensor]"));
  }

  @Override
  public ScalarType cacheType(ScalarType compute) {
    return compute;
  }
}
