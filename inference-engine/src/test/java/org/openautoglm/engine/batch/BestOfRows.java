// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.batch;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;
import org.openautoglm.engine.sampling.Sampler;
import org.openautoglm.engine.sampling.Shortlist;

/** Rows of logits as a device hands them over: the best at once, the whole row when asked for. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record BestOfRows(StepResults rows, double[] temperatures, int vocabulary, int candidates)
    implements StepResults {

  @Override
  public float[] array(int row) {
    int offset = rows.offset(row);
    return Arrays.copyOfRange(rows.array(row), offset, offset + vocabulary);
  }

  @Override
  public int offset(int row) {
    return 0;
  }

  @Override
  public Optional<Shortlist> shortlist(int row) {
    float[] logits = array(row);
    int[] ids =
        IntStream.range(0, vocabulary)
            .boxed()
            .sorted(Comparator.comparingDouble(id -> -logits[id]))
            .limit(candidates)
            .mapToInt(Integer::intValue)
            .sorted()
            .toArray();
    float[] best = new float[ids.length];
    float top = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < ids.length; i++) {
      best[i] = logits[ids[i]];
      top = Math.max(top, best[i]);
    }
    double mass = 0;
    for (float logit : logits) {
      mass += Math.exp((logit - top) * Sampler.scale(temperatures[row]));
    }
    return Optional.of(new Shortlist(ids, best, mass, ids.length == vocabulary));
  }
}
