// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.api;

import java.util.List;

/**
 * A token with its log-probability under the model's own distribution (before temperature and
 * penalties), and the most likely tokens at that position, best first.
 *
 * @param logprob natural logarithm; NaN for the first token of a prompt, which has no distribution
 */
public record TokenLogprobs(int token, float logprob, List<Alternative> top) {

  public TokenLogprobs {
    top = List.copyOf(top);
  }

  /** One of the most likely tokens. */
  public record Alternative(int token, float logprob) {}
}
