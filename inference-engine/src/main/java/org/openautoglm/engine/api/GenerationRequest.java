// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.api;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * One sequence to generate.
 *
 * @param tenant whose sequence it is. Sequences of one tenant may reuse each other's cached
 *     prefixes, those of different tenants never; tenants share the batch fairly
 * @param prompt token ids, at least one
 * @param maxTokens most tokens to generate, at least 1 unless prompt logprobs are asked for
 * @param minTokens fewest tokens to generate before a stop token or a stop string may end the
 *     sequence; 0 asks for none. Where the grammar allows nothing but the end, it ends
 * @param sampling how tokens are chosen
 * @param stopTokens ids that end the sequence and are not part of its text; empty ignores the
 *     model's end of sequence
 * @param stopStrings texts that end the sequence and are not part of its text
 * @param skipSpecialTokens whether special tokens are left out of the text
 * @param promptLogprobs whether the logprobs of the prompt's own tokens are reported
 * @param grammar what may be said
 */
public record GenerationRequest(
    String tenant,
    int[] prompt,
    int maxTokens,
    int minTokens,
    SamplingParameters sampling,
    Set<Integer> stopTokens,
    List<String> stopStrings,
    boolean skipSpecialTokens,
    boolean promptLogprobs,
    Grammar grammar) {

  public GenerationRequest {
    Objects.requireNonNull(tenant, "tenant");
    Objects.requireNonNull(grammar, "grammar");
    stopTokens = Set.copyOf(stopTokens);
    stopStrings = List.copyOf(stopStrings);
  }

  /** Whatever the model likes to say. */
  public GenerationRequest(
      String tenant,
      int[] prompt,
      int maxTokens,
      int minTokens,
      SamplingParameters sampling,
      Set<Integer> stopTokens,
      List<String> stopStrings,
      boolean skipSpecialTokens,
      boolean promptLogprobs) {
    this(
        tenant,
        prompt,
        maxTokens,
        minTokens,
        sampling,
        stopTokens,
        stopStrings,
        skipSpecialTokens,
        promptLogprobs,
        Grammar.FREE);
  }

  /** The same sequence, held to a grammar. */
  public GenerationRequest within(Grammar other) {
    return new GenerationRequest(
        tenant,
        prompt,
        maxTokens,
        minTokens,
        sampling,
        stopTokens,
        stopStrings,
        skipSpecialTokens,
        promptLogprobs,
        other);
  }

  /** Always the most likely token, for the only tenant there is. */
  public static GenerationRequest greedy(int[] prompt, int maxTokens, Set<Integer> stopTokens) {
    return new GenerationRequest(
        "", prompt, maxTokens, 0, SamplingParameters.greedy(), stopTokens, List.of(), true, false);
  }
}
