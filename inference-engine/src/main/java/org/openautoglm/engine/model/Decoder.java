// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.openautoglm.engine.checkpoint.Checkpoint;

/**
 * A decoder-only transformer as its family describes it: sizes, weights, and the script of each
 * kind of layer. Weights are numbered in the order in which they are claimed.
 */
final class Decoder {
  private final Operators operators;
  private final Sizes sizes;
  private final Rotary rotary;
  private final List<Weight> outer = new ArrayList<>();
  private final List<LayerGroup> groups = new ArrayList<>();
  private String embeddingName;
  private String embedding;
  private String positionEmbedding;
  private String finalNorm;
  private String logits;

  /**
   * @param context longest sequence in tokens
   */
  record Sizes(int layers, int vocabulary, int context, Attention.Heads heads) {}

  /** Consecutive layers that share one script. */
  record LayerGroup(int first, int count, LayerWriter layer) {}

  /**
   * @param rotary null for learned positions
   */
  Decoder(Operators operators, Sizes sizes, Rotary rotary) {
    this.operators = operators;
    this.sizes = sizes;
    this.rotary = rotary;
  }

  /** The token embedding; the first weight of all. */
  Decoder embedding(Checkpoint checkpoint, String name) {
    embeddingName = name;
    int width = sizes.heads.hidden();
    outer(operators.embedding(checkpoint, name, sizes.vocabulary, width));
    embedding = operators.embed(checkpoint, name, sizes.vocabulary, width);
    return this;
  }

  /** Learned position embeddings, added to those of the tokens. */
  Decoder positions(String name) {
    positionEmbedding =
        outer(Weight.of(operators.vectorForm(), name, sizes.context, sizes.heads.hidden()));
    return this;
  }

  /** Layers from {@code first} on, all written by the same consumer. */
  Decoder layers(int first, int count, String prefix, Consumer<LayerWriter> writer) {
    if (count > 0) {
      LayerWriter layer = new LayerWriter(operators, prefix);
      writer.accept(layer);
      groups.add(new LayerGroup(first, count, layer));
    }
    return this;
  }

  Decoder norm(Norm norm) {
    String weight = outer(Weight.of(operators.vectorForm(), norm.name() + ".weight", norm.width()));
    String bias =
        norm.centred()
            ? outer(Weight.of(operators.vectorForm(), norm.name() + ".bias", norm.width()))
            : "";
    finalNorm = operators.norm(norm, "x", weight, bias);
    return this;
  }

  /** Output matrix, or the token embedding when the two are tied. */
  Decoder head(String name, boolean tied) {
    String weight =
        tied && operators.readsEmbeddingAsMatrix()
            ? "w[0]"
            : outer(
                Weight.of(
                    Weight.Form.FINE_MATRIX,
                    tied ? embeddingName : name,
                    sizes.vocabulary,
                    sizes.heads.hidden()));
    logits = operators.logits("x", weight, sizes.vocabulary);
    return this;
  }

  private String outer(Weight weight) {
    outer.add(weight);
    return "w[" + (outer.size() - 1) + "]";
  }

  /** All weights in the order in which the script addresses them. */
  List<Weight> weights() {
    List<Weight> all = new ArrayList<>(outer);
    for (LayerGroup group : groups) {
      for (int layer = group.first; layer < group.first + group.count; layer++) {
        all.addAll(group.layer.weightsOf(layer));
      }
    }
    return all;
  }

  /** Number of the first weight of the group with this index. */
  int base(int group) {
    return outer.size()
        + groups.subList(0, group).stream().mapToInt(g -> g.count * g.layer.stride()).sum();
  }

  Sizes sizes() {
    return sizes;
  }

  Rotary rotary() {
    return rotary;
  }

  List<LayerGroup> groups() {
    return groups;
  }

  String positionEmbedding() {
    return positionEmbedding;
  }

  String finalNorm() {
    return finalNorm;
  }

  String logits() {
    return logits;
  }

  /** The rows of the token embedding. */
  String embedding() {
    return embedding;
  }

  Operators operators() {
    return operators;
  }
}
