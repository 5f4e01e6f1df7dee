// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import java.util.ArrayList;
import java.util.List;
import org.openautoglm.engine.checkpoint.Checkpoint;
import org.openautoglm.engine.checkpoint.StoredType;

/**
 * Our own operators over quantised weights, on the CPU. Matrices that share their input are stacked
 * into one; activations between the operators are float32, the KV cache is float16.
 *
 * @param bits of a weight, 4 or 8; those of {@linkplain Weight.Form#isFine() fine} matrices have
 *     always 8
 */
record KernelOperators(int bits) implements Operators {
  private static final int FINE_BITS = 8;

  @Override
  public void linear(LayerWriter out, String to, String from, Projection projection) {
    stacked(out, to, from, List.of(projection));
  }

  /** One matrix whose outputs are those of the projections, one behind the other. */
  private void stacked(LayerWriter out, String to, String from, List<Projection> projections) {
    long outputs = projections.stream().mapToLong(Projection::outputs).sum();
    String weight = claim(out, projections);
    int each = projections.get(0).fine() ? FINE_BITS : bits;
    if (projections.stream().noneMatch(Projection::bias)) {
      out.line("%s = %s", to, linear(from, weight, outputs, each));
      return;
    }
    String bias =
        out.weight(
            vectorForm(), projections.stream().map(Projection::offset).toArray(Weight.Part[]::new));
    out.line(
        "%s = ops.autoglm.linear_bias(%s, %s, %s, %d, %d)", to, from, weight, bias, outputs, each);
  }

  private static String claim(LayerWriter out, List<Projection> projections) {
    return out.weight(
        projections.get(0).form(),
        projections.stream().map(Projection::weight).toArray(Weight.Part[]::new));
  }

  private static String linear(String from, String weight, long outputs, int bits) {
    return "ops.autoglm.linear(%s, %s, %d, %d)".formatted(from, weight, outputs, bits);
  }

  @Override
  public void attention(LayerWriter out, Attention attention) {
    stacked(out, "h", "h", attention.inputs());
    Rotary rotary = attention.rotary();
    List<String> arguments = new ArrayList<>();
    arguments.add("h, self.k[i], self.v[i], cos, sin, slots, parts");
    arguments.add(Integer.toString(attention.heads().query()));
    arguments.add(Integer.toString(rotary == null ? 0 : rotary.dims()));
    arguments.add(rotary != null && rotary.interleaved() ? "True" : "False");
    Norm norm = attention.queryKeyNorm();
    if (norm != null) {
      arguments.add(out.vector("self_attn.q_norm.weight", norm.width()));
      arguments.add(out.vector("self_attn.k_norm.weight", norm.width()));
      arguments.add(Double.toString(norm.epsilon()));
    }
    String operator = norm == null ? "attend" : "attend_normed";
    out.line("h = ops.autoglm.%s(%s)", operator, String.join(", ", arguments));
    linear(out, "h", "h", attention.output());
  }

  @Override
  public void gated(LayerWriter out, String to, String from, GatedMlp mlp) {
    String inner = out.fresh("inner");
    stacked(out, inner, from, mlp.inputs());
    out.line("%s = %s", inner, gate(mlp.activation(), inner));
    linear(out, to, inner, mlp.output());
  }

  private static String gate(Activation activation, String input) {
    return "ops.autoglm.activate(%s, %d, True)".formatted(input, activation.kernel());
  }

  @Override
  public void claimExpert(LayerWriter out, GatedMlp expert) {
    claim(out, expert.inputs());
    claim(out, List.of(expert.output()));
  }

  @Override
  public void expert(
      LayerWriter out, String to, String from, String base, GatedMlp expert, int indent) {
    String space = " ".repeat(indent);
    out.line("%sge = %s", space, linear(from, "w[" + base + "]", 2L * expert.inner(), bits));
    out.line("%sge = %s", space, gate(expert.activation(), "ge"));
    out.line("%s%s = %s", space, to, linear("ge", "w[" + base + " + 1]", expert.hidden(), bits));
  }

  @Override
  public String norm(Norm norm, String input, String weight, String bias) {
    return norm.centred()
        ? "ops.autoglm.layer_norm(%s, %s, %s, %s)".formatted(input, weight, bias, norm.epsilon())
        : "ops.autoglm.rms_norm(%s, %s, %s)".formatted(input, weight, norm.epsilon());
  }

  @Override
  public String activation(Activation activation, String input) {
    return "ops.autoglm.activate(%s, %d, False)".formatted(input, activation.kernel());
  }

  @Override
  public String add(String a, String b) {
    return "ops.autoglm.add(" + a + ", " + b + ")";
  }

  @Override
  public Weight.Form vectorForm() {
    return Weight.Form.FLOAT32;
  }

  /** Rows are read from the mapped file; only a format the kernel does not know is converted. */
  @Override
  public Weight embedding(Checkpoint checkpoint, String name, long vocabulary, long width) {
    Weight.Form form = isRead(checkpoint, name) ? Weight.Form.STORED : Weight.Form.FLOAT32;
    return Weight.of(form, name, vocabulary, width);
  }

  @Override
  public String embed(Checkpoint checkpoint, String name, long vocabulary, long width) {
    if (!isRead(checkpoint, name)) {
      return "torch.embedding(w[0], tokens)";
    }
    long type = ScalarType.of(checkpoint.tensor(name, vocabulary, width)).number();
    return "ops.autoglm.embed(tokens, w[0], %d, %d)".formatted(type, width);
  }

  private static boolean isRead(Checkpoint checkpoint, String name) {
    return !checkpoint.has(name) || checkpoint.tensors().get(name).type() != StoredType.F64;
  }

  @Override
  public boolean readsEmbeddingAsMatrix() {
    return false;
  }

  @Override
  public String logits(String input, String weight, long vocabulary) {
    return linear(input, weight, vocabulary, FINE_BITS);
  }

  @Override
  public String methods(Attention.Heads heads) {
    return "";
  }

  @Override
  public List<String> prologue(Rotary rotary) {
    List<String> lines = new ArrayList<>();
    lines.add("parts = torch.tensor(sequences, dtype=4)");
    if (rotary == null) {
      lines.add("cos = torch.empty([0, 0], dtype=6)");
      lines.add("sin = cos");
    } else {
      lines.add("turns = torch.tensor(" + rotary.literal() + ", dtype=6)");
      lines.add("place = torch.unsqueeze(torch.to(positions, 6), 1)");
      lines.add("angles = torch.mul(place, turns)");
      lines.add("cos = torch.cos(angles)");
      lines.add("sin = torch.sin(angles)");
    }
    return lines;
  }

  @Override
  public List<Variable> context() {
    return List.of(
        new Variable("cos", "Tensor"),
        new Variable("sin", "Tensor"),
        new Variable("slots", "Tensor"),
        new Variable("parts", "Tensor"));
  }

  @Override
  public ScalarType cacheType(ScalarType compute) {
    return ScalarType.FLOAT16;
  }
}
