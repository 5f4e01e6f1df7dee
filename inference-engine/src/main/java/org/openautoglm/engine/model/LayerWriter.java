// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

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
  private final Operators operators;
  private final String prefix;
  private final List<Weight> weights = new ArrayList<>();
  private final StringBuilder body = new StringBuilder();
  private int names;

  /**
   * @param prefix name of the layer's tensors with {@code {}} for its number, for example {@code
   *     model.layers.{}.}
   */
  LayerWriter(Operators operators, String prefix) {
    this.operators = operators;
    this.prefix = prefix;
  }

  /** Adds what the blocks make of {@code x}, one after the other, to {@code x}. */
  void residual(Block... blocks) {
    line("h = x");
    for (Block block : blocks) {
      block.write(this);
    }
    line("x = %s", operators.add("x", "h"));
  }

  Operators operators() {
    return operators;
  }

  /** Claims a norm or bias and returns the expression that reads it. */
  String vector(String name, long width) {
    return weight(operators.vectorForm(), Weight.Part.of(name, width));
  }

  /** Claims a weight, stacked when it has several parts, and returns the expression. */
  String weight(Weight.Form form, Weight.Part... parts) {
    weights.add(
        new Weight(
            Stream.of(parts).map(p -> new Weight.Part(prefix + p.name(), p.shape())).toList(),
            form));
    return "w[b + " + (weights.size() - 1) + "]";
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
    return weights.stream().map(weight -> weight.inLayer(layer)).toList();
  }
}
