// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Attention over the cache, of every instruction set, against plain Java. */
class AttentionKernelTest {
  private static final int ROWS = 512;

  private static KernelModule kernels;

  @BeforeContainer
  static void open() {
    kernels = KernelModule.open();
  }

  @AfterContainer
  static void close() {
    if (kernels != null) {
      kernels.close();
    }
  }

  /** The sizes of one case. */
  private record Case(int keyValueHeads, int group, int dim, int turned, boolean interleaved) {
    int width() {
      return (keyValueHeads * group + 2 * keyValueHeads) * dim;
    }

    int heads() {
      return keyValueHeads * group;
    }
  }

  @Property(tries = 60)
  void aSequenceInAnyPartsGetsWhatTheFormulaGives(
      @ForAll @IntRange(min = 1, max = 3) int keyValueHeads,
      @ForAll @IntRange(min = 1, max = 5) int group,
      @ForAll @IntRange(min = 1, max = 20) int quarterDim,
      @ForAll boolean interleaved,
      @ForAll @IntRange(min = 1, max = 90) int tokens,
      @ForAll long seed) {
    Random random = new Random(seed);
    int dim = 4 * quarterDim;
    Case sizes = new Case(keyValueHeads, group, dim, 2 * random.nextInt(dim / 2 + 1), interleaved);
    float[] qkv = gaussian(random, tokens * sizes.width());
    float[] angles = gaussian(random, tokens * sizes.turned / 2);
    double[] expected = reference(sizes, qkv, angles, tokens);
    int start = random.nextInt(ROWS - tokens);
    for (int set = 0; set < kernels.sets(); set++) {
      kernels.with(set);
      float[] whole = attend(sizes, qkv, angles, new int[] {0, tokens}, start);
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) whole[i]).isCloseTo(expected[i], within(5e-3));
      }
      int cut = random.nextInt(tokens + 1);
      float[] parts = attend(sizes, qkv, angles, new int[] {0, cut, tokens}, start);
      assertThat(parts).as("cut at %d", cut).isEqualTo(whole);
    }
  }

  /** Feeds the tokens in parts that end at the cuts, into an empty cache. */
  private static float[] attend(Case sizes, float[] qkv, float[] angles, int[] cuts, int start) {
    kernels.run("cache", (long) ROWS, (long) sizes.keyValueHeads, (long) sizes.dim);
    int tokens = cuts[cuts.length - 1];
    int width = sizes.heads() * sizes.dim;
    float[] all = new float[tokens * width];
    for (int part = 1; part < cuts.length; part++) {
      int from = cuts[part - 1];
      int count = cuts[part] - from;
      if (count == 0) {
        continue;
      }
      long[] slots = new long[count];
      Arrays.setAll(slots, i -> start + from + i);
      float[] result =
          kernels.call(
              "attend",
              Arrays.copyOfRange(qkv, from * sizes.width(), cuts[part] * sizes.width()),
              Arrays.copyOfRange(angles, from * sizes.turned / 2, cuts[part] * sizes.turned / 2),
              slots,
              new long[] {0, count, start, cuts[part]},
              sizes.heads(),
              sizes.turned,
              sizes.interleaved);
      System.arraycopy(result, 0, all, from * width, result.length);
    }
    return all;
  }

  private static double[] reference(Case sizes, float[] qkv, float[] angles, int tokens) {
    int dim = sizes.dim;
    double[] result = new double[tokens * sizes.heads() * dim];
    double[][][] turned = new double[tokens][sizes.heads() + 2 * sizes.keyValueHeads][];
    for (int t = 0; t < tokens; t++) {
      for (int h = 0; h < turned[t].length; h++) {
        boolean value = h >= sizes.heads() + sizes.keyValueHeads;
        turned[t][h] = head(sizes, qkv, angles, t, h, !value);
      }
    }
    for (int t = 0; t < tokens; t++) {
      for (int h = 0; h < sizes.heads(); h++) {
        int key = sizes.heads() + h / sizes.group;
        double[] weights = new double[t + 1];
        double sum = 0;
        for (int other = 0; other <= t; other++) {
          double score = 0;
          for (int d = 0; d < dim; d++) {
            score += turned[t][h][d] * turned[other][key][d];
          }
          weights[other] = Math.exp(score / Math.sqrt(dim));
          sum += weights[other];
        }
        for (int other = 0; other <= t; other++) {
          double[] value = turned[other][key + sizes.keyValueHeads];
          for (int d = 0; d < dim; d++) {
            result[(t * sizes.heads() + h) * dim + d] += weights[other] / sum * value[d];
          }
        }
      }
    }
    return result;
  }

  private static double[] head(
      Case sizes, float[] qkv, float[] angles, int token, int head, boolean rotated) {
    double[] out = new double[sizes.dim];
    int from = token * sizes.width() + head * sizes.dim;
    for (int d = 0; d < sizes.dim; d++) {
      out[d] = qkv[from + d];
    }
    int half = sizes.turned / 2;
    for (int i = 0; rotated && i < half; i++) {
      int a = sizes.interleaved ? 2 * i : i;
      int b = sizes.interleaved ? 2 * i + 1 : i + half;
      double angle = angles[token * half + i];
      out[a] = qkv[from + a] * Math.cos(angle) - qkv[from + b] * Math.sin(angle);
      out[b] = qkv[from + b] * Math.cos(angle) + qkv[from + a] * Math.sin(angle);
    }
    return out;
  }

  private static float[] gaussian(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
