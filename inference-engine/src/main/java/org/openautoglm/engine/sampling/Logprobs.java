// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.sampling;

import java.util.ArrayList;
import java.util.List;
import org.openautoglm.engine.api.TokenLogprobs;

/** Log-probabilities under the model's own distribution: log-softmax of untouched logits. */
public final class Logprobs {
  private Logprobs() {}

  /**
   * The log-probability of a token and the most likely tokens. Reads the row only. A token whose
   * logit is negative infinity has negative infinity.
   *
   * @param offset where the row begins
   * @param length of the row
   * @param token id whose log-probability is wanted
   * @param top number of most likely tokens, best first, the lower id first among equal ones
   * @throws IllegalStateException when the row has a NaN or infinite logit
   */
  public static TokenLogprobs of(float[] logits, int offset, int length, int token, int top) {
    if (token < 0 || token >= length) {
      throw new IllegalArgumentException(
          "token id " + token + " is outside a row of " + length + " logits");
    }
    double max = logits[offset + Rows.argmax(logits, offset, length)];
    double sum = 0;
    for (int i = offset; i < offset + length; i++) {
      sum += Exponential.exp(logits[i] - max);
    }
    double logSum = StrictMath.log(sum);
    List<TokenLogprobs.Alternative> alternatives = new ArrayList<>();
    for (int id : best(logits, offset, length, Math.min(top, length))) {
      alternatives.add(
          new TokenLogprobs.Alternative(id, logprob(logits[offset + id], max, logSum)));
    }
    return new TokenLogprobs(token, logprob(logits[offset + token], max, logSum), alternatives);
  }

  /** In this order nothing cancels when the logits are large. */
  private static float logprob(double logit, double max, double logSum) {
    return (float) (logit - max - logSum);
  }

  /** Ids of the largest logits; insertion into a short sorted list, which is rarely entered. */
  private static int[] best(float[] logits, int offset, int length, int count) {
    int[] ids = new int[Math.max(0, count)];
    int size = 0;
    for (int id = 0; id < length && ids.length > 0; id++) {
      float logit = logits[offset + id];
      if (size == ids.length && logit <= logits[offset + ids[size - 1]]) {
        continue;
      }
      int place = size < ids.length ? size++ : size - 1;
      while (place > 0 && logits[offset + ids[place - 1]] < logit) {
        ids[place] = ids[place - 1];
        place--;
      }
      ids[place] = id;
    }
    return ids;
  }
}
