// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.api;

import java.util.List;
import java.util.Set;

/**
 * One sequence to generate.
 *
 * @param prompt token ids, at least one
 * @param maxTokens most tokens to generate, at least 1 unless prompt logprobs are asked for
 * @param sampling how tokens are chosen
 * @param stopTokens ids that end the sequence and are not part of its text; empty ignores the
 *     model's end of sequence
 * @param stopStrings texts that end the sequence and are not part of its text
 * @param skipSpecialTokens whether special tokens are left out of the text
 * @param promptLogprobs whether the logprobs of the prompt's own tokens are reported
 */
public record GenerationRequest(
    int[] prompt,
    int maxTokens,
    SamplingParameters sampling,
    Set<Integer> stopTokens,
    List<String> stopStrings,
    boolean skipSpecialTokens,
    boolean promptLogprobs) {

  public GenerationRequest {
    stopTokens = Set.copyOf(stopTokens);
    stopStrings = List.copyOf(stopStrings);
  }

  public static GenerationRequest greedy(int[] prompt, int maxTokens, Set<Integer> stopTokens) {
    return new GenerationRequest(
        prompt, maxTokens, SamplingParameters.greedy(), stopTokens, List.of(), true, false);
  }
}
