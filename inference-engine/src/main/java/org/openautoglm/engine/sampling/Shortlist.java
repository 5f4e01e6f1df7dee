// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.sampling;

/**
 * The best tokens of a row of logits that lies in another memory, and what is known of the others:
 * enough for {@link Sampler#next(Shortlist)} to choose without the whole row nearly always.
 *
 * @param ids token ids, ascending
 * @param logits of these tokens
 * @param mass sum over the whole row of {@code exp((logit - best) / temperature)}, 1 or more
 * @param whole whether these are all tokens of the row
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Shortlist(int[] ids, float[] logits, double mass, boolean whole) {

  /**
   * @throws IllegalArgumentException when there is not one logit for each id
   */
  public Shortlist {
    if (ids.length != logits.length || ids.length == 0) {
      throw new IllegalArgumentException(ids.length + " ids for " + logits.length + " logits");
    }
  }

  /** The lowest logit: none outside is higher. */
  float least() {
    float least = logits[0];
    for (float logit : logits) {
      least = Math.min(least, logit);
    }
    return least;
  }
}
