// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.api;

import java.util.Map;
import java.util.OptionalLong;

/**
 * How the next token is chosen from the logits. The order is: logit bias, repetition, presence and
 * frequency penalty, temperature, top-k, top-p, min-p.
 *
 * @param temperature 0 chooses the most likely token
 * @param topK number of candidates kept; 0 keeps all
 * @param topP smallest set of candidates with this probability mass, in (0, 1]
 * @param minP candidates below this fraction of the best one's probability are dropped, in [0, 1]
 * @param presencePenalty subtracted once from the logit of every generated token
 * @param frequencyPenalty subtracted per occurrence from the logit of every generated token
 * @param repetitionPenalty divides positive and multiplies negative logits of tokens of the prompt
 *     and the answer; 1 changes nothing
 * @param logitBias added to the logit of a token id
 * @param seed same seed, same text; empty chooses at random
 * @param topLogprobs number of most likely tokens reported with each token, -1 for no logprobs
 */
public record SamplingParameters(
    double temperature,
    int topK,
    double topP,
    double minP,
    double presencePenalty,
    double frequencyPenalty,
    double repetitionPenalty,
    Map<Integer, Double> logitBias,
    OptionalLong seed,
    int topLogprobs) {

  public SamplingParameters {
    logitBias = Map.copyOf(logitBias);
  }

  /** Always the most likely token, without logprobs. */
  public static SamplingParameters greedy() {
    return new SamplingParameters(0, 0, 1, 0, 0, 0, 1, Map.of(), OptionalLong.empty(), -1);
  }

  public SamplingParameters withSeed(long newSeed) {
    return new SamplingParameters(
        temperature,
        topK,
        topP,
        minP,
        presencePenalty,
        frequencyPenalty,
        repetitionPenalty,
        logitBias,
        OptionalLong.of(newSeed),
        topLogprobs);
  }
}
