// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes the script of one kind of layer. The same script serves all layers of a group; their
 * weights lie one behind the other, so a weight is addressed by the layer's base and a fixed
 * offset.
 *
 * <p>Variables of the script: {@code x} residual stream {@code [tokens, hidden]}, {@code h} input
 * and output of a block, {@code w} all weights, {@code b} base of the layer's weights, {@code i}
 * layer number, and what {@link StepScript} prepares once for all layers.
 */
final class LayerWriter {
  private final String prefix;
  private final List<Weight> weights = new ArrayList<>();
  private final StringBuilder body = new StringBuilder();
  private int names;

  /**
   * @param prefix name of the layer's tensors with {@code {}} for its number, for example {@code
   *     model.layers.{}.}
   */
  LayerWriter(String prefix) {
    this.prefix = prefix;
  }

  /** Adds what the blocks make of {@code x}, one after the other, to {@code x}. */
  void residual(Block... blocks) {
    line("h = x");
    for (Block block : blocks) {
      block.write(this);
    }
    line("x = torch.add(x, h)");
  }

  /** Claims a weight and returns the expression that reads it. */
  String weight(String suffix, long... shape) {
    return weight(suffix, Weight.Form.PLAIN, shape);
  }

  String weight(String suffix, Weight.Form form, long... shape) {
    List<Long> boxed = new ArrayList<>();
    for (long size : shape) {
      boxed.add(size);
    }
    weights.add(new Weight(prefix + suffix, boxed, form));
    return "w[b + " + (weights.size() - 1) + "]";
  }

  /** Writes a linear map {@code to = from * weight^T + bias}. */
  void linear(String to, String from, String name, long outputs, long inputs, boolean bias) {
    String weight = weight(name + ".weight", outputs, inputs);
    String offset = bias ? weight(name + ".bias", outputs) : "None";
    line("%s = torch.linear(%s, %s, %s)", to, from, weight, offset);
  }

  void line(String format, Object... arguments) {
    body.append("    ")
        .append(String.format(java.util.Locale.ROOT, format, arguments))
        .append('\n');
  }

  /** A variable name that no other block of the layer uses. */
  String fresh(String stem) {
    return stem + "_" + names++;
  }

  String body() {
    return body.toString();
  }

  /** Number of weights of one layer. */
  int stride() {
    return weights.size();
  }

  /** The weights of the layer with this number, in the order in which the script addresses them. */
  List<Weight> weightsOf(int layer) {
    return weights.stream()
        .map(w -> new Weight(w.name().replace("{}", Integer.toString(layer)), w.shape(), w.form()))
        .toList();
  }
}
