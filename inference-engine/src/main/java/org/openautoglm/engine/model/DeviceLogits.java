// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.model;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntFunction;
import org.openautoglm.engine.batch.StepResults;
import org.openautoglm.engine.sampling.Shortlist;

/** Logits that stay in a device's memory: the best of each row are here, whole rows are fetched. */
final class DeviceLogits implements StepResults {
  /** Ids travel as floats, which are exact so far. */
  static final int LARGEST_VOCABULARY = 1 << 24;

  /** Numbers of a row beside its candidates. */
  private static final int EXTRA = 1;

  private final float[] packed;
  private final int candidates;
  private final int vocabulary;
  private final IntFunction<float[]> fetch;

  /**
   * @param packed for each row the logits of its candidates, then their ids, then the {@linkplain
   *     Shortlist#mass mass}
   * @param fetch gives a whole row
   */
  DeviceLogits(float[] packed, int candidates, int vocabulary, IntFunction<float[]> fetch) {
    this.packed = packed;
    this.candidates = candidates;
    this.vocabulary = vocabulary;
    this.fetch = fetch;
  }

  @Override
  public float[] array(int row) {
    return fetch.apply(row);
  }

  @Override
  public int offset(int row) {
    return 0;
  }

  @Override
  public Optional<Shortlist> shortlist(int row) {
    int begin = row * (2 * candidates + EXTRA);
    // an id and its place, so that sorting by id keeps both together
    long[] order = new long[candidates];
    for (int i = 0; i < candidates; i++) {
      order[i] = ((long) packed[begin + candidates + i] << Integer.SIZE) | i;
    }
    Arrays.sort(order);
    int[] ids = new int[candidates];
    float[] logits = new float[candidates];
    for (int i = 0; i < candidates; i++) {
      ids[i] = (int) (order[i] >>> Integer.SIZE);
      logits[i] = packed[begin + (int) order[i]];
    }
    double mass = packed[begin + 2 * candidates];
    return Optional.of(new Shortlist(ids, logits, mass, candidates == vocabulary));
  }
}
