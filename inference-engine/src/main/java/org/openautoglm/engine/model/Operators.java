// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import java.util.List;
import org.openautoglm.engine.checkpoint.Checkpoint;

/**
 * What a decoder's script is made of: the families say what is computed, this says with which
 * operators, and in which form the weights lie in memory.
 */
interface Operators {

  /** Writes {@code to = from * weight^T + bias}. */
  void linear(LayerWriter out, String to, String from, Projection projection);

  /** Writes attention over the cache from {@code h} to {@code h}, all projections included. */
  void attention(LayerWriter out, Attention attention);

  /** Writes a feed-forward with a gate. */
  void gated(LayerWriter out, String to, String from, GatedMlp mlp);

  /** Claims the weights of one expert. */
  void claimExpert(LayerWriter out, GatedMlp expert);

  /**
   * Writes an expert whose weights begin at a number that only the running script knows.
   *
   * @param base variable of the script that holds this number
   * @param indent spaces before each line
   */
  void expert(LayerWriter out, String to, String from, String base, GatedMlp expert, int indent);

  /** A norm of a variable over its last dimension, as an expression. */
  String norm(Norm norm, String input, String weight, String bias);

  /** An activation function of a variable, as an expression. */
  String activation(Activation activation, String input);

  /** The sum of two variables of one shape, as an expression. */
  String add(String a, String b);

  /** Form of what is no matrix: norms, biases. */
  Weight.Form vectorForm();

  /** The weight {@code w[0]}, the token embedding. */
  Weight embedding(Checkpoint checkpoint, String name, long vocabulary, long width);

  /** The rows of {@code w[0]} that the tensor {@code tokens} names, as an expression. */
  String embed(Checkpoint checkpoint, String name, long vocabulary, long width);

  /** Whether the output matrix of a tied model is {@code w[0]} itself. */
  boolean readsEmbeddingAsMatrix();

  /** The logits of a variable, as an expression. */
  String logits(String input, String weight, long vocabulary);

  /** Whether attention can be computed for heads of this shape. */
  default boolean fit(Attention.Heads heads) {
    return true;
  }

  /** A tensor of int64 in the host's memory, taken to the variable {@code device}. */
  default String toDevice(String host) {
    return "torch.to(%s, device, 4, False, False)".formatted(host);
  }

  /** A tensor as float32 in the host's memory. */
  default String toHost(String tensor) {
    return "torch.to(torch.to(%s, 6), torch.device(\"cpu\"))".formatted(tensor);
  }

  /** Methods of the script that layers call. */
  String methods(Attention.Heads heads);

  /**
   * Lines before the first layer. They find {@code x}, {@code device}, the tensors {@code tokens},
   * {@code positions} and {@code slots} and the lists of numbers of the step, and leave the
   * variables of {@link #context}.
   *
   * @param rotary null for learned positions
   */
  List<String> prologue(Rotary rotary);

  /** What every layer is handed beside {@code x}, its number and the base of its weights. */
  List<Variable> context();

  /** Number format of the KV cache. */
  ScalarType cacheType(ScalarType compute);

  /** A variable of the script. */
  record Variable(String name, String type) {}

  /**
   * A weight matrix with or without a bias.
   *
   * @param transposed whether it is stored {@code [inputs, outputs]}, as GPT-2 does
   * @param fine whether it is never quantised below eight bits
   */
  record Projection(
      String name, long outputs, long inputs, boolean bias, boolean transposed, boolean fine) {
    static Projection of(String name, long outputs, long inputs, boolean bias) {
      return new Projection(name, outputs, inputs, bias, false, false);
    }

    /** GPT-2's linear map, always with a bias. */
    static Projection conv1d(String name, long outputs, long inputs) {
      return new Projection(name, outputs, inputs, true, true, false);
    }

    /** The same one, never quantised below eight bits. */
    Projection inEightBits() {
      return new Projection(name, outputs, inputs, bias, transposed, true);
    }

    Weight.Form form() {
      if (fine) {
        return transposed ? Weight.Form.FINE_TRANSPOSED_MATRIX : Weight.Form.FINE_MATRIX;
      }
      return transposed ? Weight.Form.TRANSPOSED_MATRIX : Weight.Form.MATRIX;
    }

    Weight.Part weight() {
      return transposed
          ? Weight.Part.of(name + ".weight", inputs, outputs)
          : Weight.Part.of(name + ".weight", outputs, inputs);
    }

    Weight.Part offset() {
      return Weight.Part.of(name + ".bias", outputs);
    }
  }
}
