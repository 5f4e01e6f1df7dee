// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.api;

import java.util.List;
import java.util.Map;

/**
 * The settings chat and text completions share, as the caller sent them: null means not sent,
 * ranges are not yet checked.
 *
 * @param maxTokens most tokens of the answer; null is all that fit
 * @param ignoreEos whether the answer goes on where the model would end it
 * @param minTokens fewest tokens of the answer
 * @param logprobs number of alternatives reported with each token, 0 for the token alone, null for
 *     none
 */
public record GenerationSettings(
    Integer maxTokens,
    Double temperature,
    Double topP,
    Integer topK,
    Double minP,
    Integer n,
    Long seed,
    List<String> stop,
    List<Integer> stopTokenIds,
    Boolean ignoreEos,
    Integer minTokens,
    Boolean skipSpecialTokens,
    Double presencePenalty,
    Double frequencyPenalty,
    Double repetitionPenalty,
    Map<Integer, Double> logitBias,
    Integer logprobs,
    String user) {

  /** Nothing sent: the model's defaults. */
  public static GenerationSettings defaults() {
    return new GenerationSettings(
        null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
        null, null, null);
  }
}
