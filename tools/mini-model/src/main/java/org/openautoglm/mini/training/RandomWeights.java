// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.training;

import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Weights of a model that has learnt nothing: norms are one, matrices that write to the residual
 * stream zero, others random. To be asked in the order of {@link ModelShape.Trained}; the same seed
 * gives the same weights.
 */
final class RandomWeights implements Function<ModelShape.Trained, float[]> {
  private final ModelShape shape;
  private final SplittableRandom random;

  RandomWeights(ModelShape shape, long seed) {
    this.shape = shape;
    this.random = new SplittableRandom(seed);
  }

  @Override
  public float[] apply(ModelShape.Trained trained) {
    long[] dimensions = shape.dimensions(trained);
    float[] values = new float[shape.elements(trained)];
    double deviation =
        switch (trained) {
          case EMBEDDINGS -> 0.02;
          case QUERY_KEY_VALUE, GATE_UP -> 0.5 / Math.sqrt(dimensions[dimensions.length - 1]);
          case NORMS, OUTPUT, DOWN -> 0;
        };
    for (int i = 0; i < values.length; i++) {
      values[i] =
          trained == ModelShape.Trained.NORMS ? 1 : (float) (deviation * random.nextGaussian());
    }
    return values;
  }
}
