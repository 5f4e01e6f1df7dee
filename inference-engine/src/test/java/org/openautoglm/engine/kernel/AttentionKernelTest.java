// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Attention over the cache, of every instruction set, against plain Java. */
@AddLifecycleHook(NeedsKernels.class)
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
    check(keyValueHeads, group, 4 * quarterDim, interleaved, tokens, new Random(seed));
  }

  @Property(tries = 5)
  void soDoesALongOne(
      @ForAll @IntRange(min = 1, max = 5) int group,
      @ForAll @IntRange(min = 1, max = 32) int quarterDim,
      @ForAll @IntRange(min = 200, max = ROWS - 1) int tokens,
      @ForAll long seed) {
    check(2, group, 4 * quarterDim, true, tokens, new Random(seed));
  }

  private static void check(
      int keyValueHeads, int group, int dim, boolean interleaved, int tokens, Random random) {
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

  @Property(tries = 40)
  void sequencesInOneCallGetWhatEachGetsAlone(
      @ForAll @IntRange(min = 1, max = 3) int keyValueHeads,
      @ForAll @IntRange(min = 1, max = 70) int group,
      @ForAll @IntRange(min = 1, max = 40) int dim,
      @ForAll @IntRange(min = 1, max = 6) int sequences,
      @ForAll long seed) {
    Random random = new Random(seed);
    Case sizes = new Case(keyValueHeads, group, dim, dim / 2 * 2, false);
    int width = sizes.heads() * dim;
    int half = sizes.turned / 2;
    int most = ROWS / sequences;
    int[] lengths = random.ints(sequences, 1, Math.min(most, 40) + 1).toArray();
    float[][] qkv = new float[sequences][];
    float[][] angles = new float[sequences][];
    for (int s = 0; s < sequences; s++) {
      qkv[s] = gaussian(random, lengths[s] * sizes.width());
      angles[s] = gaussian(random, lengths[s] * half);
    }
    for (int set = 0; set < kernels.sets(); set++) {
      kernels.with(set);
      float[][] alone = new float[sequences][];
      for (int s = 0; s < sequences; s++) {
        alone[s] = attend(sizes, qkv[s], angles[s], new int[] {0, lengths[s]}, s * most);
      }
      kernels.with(set, 1 + random.nextInt(6));
      // all but the last tokens of each, then the last ones: prompts, and a step of decoding
      kernels.run("cache", (long) ROWS, (long) keyValueHeads, (long) dim);
      for (boolean last : new boolean[] {false, true}) {
        int[] from = Arrays.stream(lengths).map(length -> last ? length - 1 : 0).toArray();
        int[] to = Arrays.stream(lengths).map(length -> last ? length : length - 1).toArray();
        float[] together = together(sizes, qkv, angles, from, to, most);
        int at = 0;
        for (int s = 0; s < sequences; s++) {
          int count = (to[s] - from[s]) * width;
          assertThat(Arrays.copyOfRange(together, at, at + count))
              .as("sequence %d", s)
              .isEqualTo(Arrays.copyOfRange(alone[s], from[s] * width, to[s] * width));
          at += count;
        }
      }
    }
  }

  /** Tokens {@code from} to {@code to} of all sequences in one call. */
  private static float[] together(
      Case sizes, float[][] qkv, float[][] angles, int[] from, int[] to, int spacing) {
    int half = sizes.turned / 2;
    int tokens = 0;
    for (int s = 0; s < from.length; s++) {
      tokens += to[s] - from[s];
    }
    if (tokens == 0) {
      return new float[0];
    }
    float[] inputs = new float[tokens * sizes.width()];
    float[] turns = new float[tokens * half];
    long[] slots = new long[tokens];
    long[] parts = new long[4 * from.length];
    int at = 0;
    for (int s = 0; s < from.length; s++) {
      int count = to[s] - from[s];
      System.arraycopy(
          qkv[s], from[s] * sizes.width(), inputs, at * sizes.width(), count * sizes.width());
      System.arraycopy(angles[s], from[s] * half, turns, at * half, count * half);
      for (int t = 0; t < count; t++) {
        slots[at + t] = (long) s * spacing + from[s] + t;
      }
      long[] part = {at, count, (long) s * spacing, to[s]};
      System.arraycopy(part, 0, parts, 4 * s, 4);
      at += count;
    }
    return kernels.call("attend", inputs, turns, slots, parts, sizes.heads(), sizes.turned, false);
  }

  @Property(tries = 40)
  void queriesAndKeysAreNormedBeforeTheyAreTurned(
      @ForAll @IntRange(min = 1, max = 3) int keyValueHeads,
      @ForAll @IntRange(min = 1, max = 5) int group,
      @ForAll @IntRange(min = 1, max = 80) int dim,
      @ForAll @IntRange(min = 1, max = 50) int tokens,
      @ForAll long seed) {
    Random random = new Random(seed);
    int turned = 2 * random.nextInt(dim / 2 + 1);
    Case sizes = new Case(keyValueHeads, group, dim, turned, random.nextBoolean());
    double epsilon = 1e-5;
    float[] qkv = gaussian(random, tokens * sizes.width());
    float[] angles = gaussian(random, tokens * turned / 2);
    float[] queryNorm = gaussian(random, dim);
    float[] keyNorm = gaussian(random, dim);
    float[] normed = qkv.clone();
    for (int at = 0; at < qkv.length; at += dim) {
      int head = at % sizes.width() / dim;
      if (head < sizes.heads() + keyValueHeads) {
        norm(normed, at, dim, head < sizes.heads() ? queryNorm : keyNorm, epsilon);
      }
    }
    double[] expected = reference(sizes, normed, angles, tokens);
    long[] slots = new long[tokens];
    Arrays.setAll(slots, i -> i);
    for (int set = 0; set < kernels.sets(); set++) {
      kernels.with(set);
      kernels.run("cache", (long) ROWS, (long) keyValueHeads, (long) dim);
      float[] found =
          kernels.call(
              "attend_normed",
              qkv,
              angles,
              slots,
              new long[] {0, tokens, 0, tokens},
              sizes.heads(),
              turned,
              sizes.interleaved,
              queryNorm,
              keyNorm,
              epsilon);
      // keys are kept with eleven bits: the larger they are, the coarser the scores
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) found[i]).isCloseTo(expected[i], within(5e-2));
      }
    }
  }

  private static void norm(float[] values, int at, int dim, float[] weight, double epsilon) {
    double squares = 0;
    for (int d = 0; d < dim; d++) {
      squares += (double) values[at + d] * values[at + d] / dim;
    }
    for (int d = 0; d < dim; d++) {
      values[at + d] = (float) (values[at + d] / Math.sqrt(squares + epsilon) * weight[d]);
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
