// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.sampling;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.openautoglm.engine.api.SamplingParameters;

/** What {@link Sampler} must do, written for clarity: sort everything, filter one by one. */
final class NaiveSampling {
  private NaiveSampling() {}

  /** Probability of every token that can be chosen, without bias and penalties. */
  static Map<Integer, Double> distribution(float[] logits, SamplingParameters p) {
    double[] scaled =
        IntStream.range(0, logits.length).mapToDouble(i -> logits[i] / p.temperature()).toArray();
    List<Integer> kept =
        IntStream.range(0, logits.length)
            .boxed()
            .filter(i -> scaled[i] > Double.NEGATIVE_INFINITY)
            .sorted(
                Comparator.comparingDouble((Integer i) -> -scaled[i])
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
    if (p.topK() > 0) {
      kept = kept.subList(0, Math.min(p.topK(), kept.size()));
    }
    kept = kept.subList(0, nucleus(weights(scaled, kept), p.topP()));
    Map<Integer, Double> probabilities = softmax(scaled, kept);
    double least = p.minP() * probabilities.get(kept.get(0));
    return softmax(scaled, kept.stream().filter(i -> probabilities.get(i) >= least).toList());
  }

  private static int nucleus(Map<Integer, Double> weights, double topP) {
    double total = sum(weights);
    double mass = 0;
    int count = 0;
    for (double weight : weights.values()) {
      if (topP < 1 && mass >= topP * total) {
        break;
      }
      mass += weight;
      count++;
    }
    return count;
  }

  private static Map<Integer, Double> softmax(double[] scaled, List<Integer> kept) {
    Map<Integer, Double> weights = weights(scaled, kept);
    double total = sum(weights);
    weights.replaceAll((id, weight) -> weight / total);
    return weights;
  }

  private static Map<Integer, Double> weights(double[] scaled, List<Integer> kept) {
    double max = kept.stream().mapToDouble(i -> scaled[i]).max().orElseThrow();
    Map<Integer, Double> weights = new LinkedHashMap<>();
    kept.forEach(i -> weights.put(i, Math.exp(scaled[i] - max)));
    return weights;
  }

  private static double sum(Map<Integer, Double> weights) {
    return weights.values().stream().mapToDouble(weight -> weight).sum();
  }
}
