// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.sampling;

import java.util.Arrays;

/**
 * Which candidates stay: those heavier than {@link #weight()}, and of those that weigh exactly as
 * much the first {@link #ties()} in the order of their ids. Every one of top-k, top-p and min-p
 * keeps the head of the candidates sorted by weight, so such a pair describes what they leave.
 *
 * <p>The pair is found without sorting the candidates. The bits of non-negative floats are in the
 * order of their values, so their upper bits number the bins of a histogram, 32 to an octave; only
 * the members of the one bin in which the border lies are sorted. Its arrays are kept from call to
 * call. Weights are in [0, 1], the largest is 1.
 */
final class Cutoff {
  private static final int BIN_SHIFT = 18;
  private static final int BINS = (Float.floatToIntBits(1f) >>> BIN_SHIFT) + 1;

  private final int[] counts = new int[BINS];
  private final double[] masses = new double[BINS];
  private float[] members = new float[1024];
  private float weight;
  private int ties;

  float weight() {
    return weight;
  }

  int ties() {
    return ties;
  }

  /** Keeps every candidate that has any weight. */
  void keepAll() {
    weight = Float.MIN_VALUE;
    ties = Integer.MAX_VALUE;
  }

  /** Keeps the k heaviest of those kept so far. */
  void keepTop(float[] weights, int offset, int length, int k) {
    Arrays.fill(counts, 0);
    int tiesLeft = ties;
    int kept = 0;
    for (int i = offset; i < offset + length; i++) {
      float w = weights[i];
      if (w > weight || (w == weight && tiesLeft-- > 0)) {
        counts[bin(w)]++;
        kept++;
      }
    }
    if (kept <= k) {
      return;
    }
    int bin = BINS - 1;
    int above = 0;
    while (above + counts[bin] < k) {
      above += counts[bin--];
    }
    int size = sortMembers(weights, offset, length, bin);
    endAt(size, k - above);
  }

  /** Keeps the fewest of those kept so far that have this part of their mass, heaviest first. */
  void keepMass(float[] weights, int offset, int length, double part) {
    keepMass(weights, offset, length, part, 0);
  }

  /**
   * As above, when there are other candidates, none of them heavier than any of these.
   *
   * @param outside their mass
   */
  void keepMass(float[] weights, int offset, int length, double part, double outside) {
    Arrays.fill(masses, 0);
    int tiesLeft = ties;
    double total = outside;
    for (int i = offset; i < offset + length; i++) {
      float w = weights[i];
      if (w > weight || (w == weight && tiesLeft-- > 0)) {
        masses[bin(w)] += w;
        total += w;
      }
    }
    double wanted = part * total;
    int lightest = bin(weight);
    int bin = BINS - 1;
    double above = 0;
    while (bin > lightest && above + masses[bin] < wanted) {
      above += masses[bin--];
    }
    int size = sortMembers(weights, offset, length, bin);
    int count = 0;
    while (count < size && above < wanted) {
      above += members[size - 1 - count++];
    }
    endAt(size, count);
  }

  /** Keeps those of at least this weight. */
  void keepAtLeast(double least) {
    float border = (float) least;
    if (border < least) {
      border = Math.nextUp(border);
    }
    if (border > weight) {
      weight = border;
      ties = Integer.MAX_VALUE;
    }
  }

  /** Collects the kept weights of one bin into {@link #members}, ascending; returns how many. */
  private int sortMembers(float[] weights, int offset, int length, int bin) {
    int size = 0;
    int tiesLeft = ties;
    for (int i = offset; i < offset + length; i++) {
      float w = weights[i];
      if (bin(w) == bin && (w > weight || (w == weight && tiesLeft-- > 0))) {
        if (size == members.length) {
          members = Arrays.copyOf(members, 2 * size);
        }
        members[size++] = w;
      }
    }
    Arrays.sort(members, 0, size);
    return size;
  }

  /** Sets the border behind the {@code count} heaviest of the sorted members. */
  private void endAt(int size, int count) {
    if (count == 0) {
      return;
    }
    int last = size - count;
    float border = members[last];
    int equal = 1;
    while (last + equal < size && members[last + equal] == border) {
      equal++;
    }
    weight = border;
    ties = equal;
  }

  private static int bin(float weight) {
    return Float.floatToRawIntBits(weight) >>> BIN_SHIFT;
  }
}
