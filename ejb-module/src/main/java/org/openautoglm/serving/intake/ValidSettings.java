// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.intake;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.openautoglm.engine.api.GenerationDefaults;
import org.openautoglm.engine.api.SamplingParameters;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.GenerationSettings;
import org.openautoglm.serving.api.ServingException;

/**
 * Settings whose ranges have been checked; the only way to get one is {@link #check}. What the
 * caller left out is taken from the model's {@code generation_config.json}, and where that is
 * silent too, the model's distribution is sampled unchanged (temperature 1, top_p 1, no top_k).
 */
public final class ValidSettings {
  private static final int MOST_CHOICES = 128;
  private static final int MOST_STOP_STRINGS = 4;
  private static final int MOST_LOGPROBS = 20;

  private final GenerationSettings sent;

  private ValidSettings(GenerationSettings sent) {
    this.sent = sent;
  }

  /**
   * Checks every range that does not depend on the model.
   *
   * @param promptAlone whether {@code max_tokens} may be 0, because the prompt itself is echoed
   * @throws ServingException {@link ErrorCode#INVALID_VALUE} naming the field and its range
   */
  public static ValidSettings check(GenerationSettings sent, boolean promptAlone) {
    Refusals.between("max_tokens", sent.maxTokens(), promptAlone ? 0 : 1, Integer.MAX_VALUE);
    Refusals.between("min_tokens", sent.minTokens(), 0, Integer.MAX_VALUE);
    checkLengths(sent.minTokens(), sent.maxTokens());
    Refusals.between("temperature", sent.temperature(), 0, 2);
    Refusals.above("top_p", sent.topP(), 0, 1);
    Refusals.between("min_p", sent.minP(), 0, 1);
    checkTopK(sent.topK());
    Refusals.between("n", sent.n(), 1, MOST_CHOICES);
    Refusals.between("presence_penalty", sent.presencePenalty(), -2, 2);
    Refusals.between("frequency_penalty", sent.frequencyPenalty(), -2, 2);
    Refusals.above("repetition_penalty", sent.repetitionPenalty(), 0, 2);
    Refusals.between("logprobs", sent.logprobs(), 0, MOST_LOGPROBS);
    checkStop(sent.stop());
    if (sent.logitBias() != null) {
      sent.logitBias().values().forEach(bias -> Refusals.between("logit_bias", bias, -100, 100));
    }
    return new ValidSettings(sent);
  }

  private static void checkLengths(Integer least, Integer most) {
    if (least != null && most != null && least > most) {
      throw Refusals.invalid("min_tokens", least, "0 to max_tokens, which is " + most);
    }
  }

  private static void checkTopK(Integer topK) {
    if (topK != null && topK < -1) {
      throw Refusals.invalid("top_k", topK, "0 or more, and -1 for all");
    }
  }

  private static void checkStop(List<String> stop) {
    if (stop == null) {
      return;
    }
    if (stop.size() > MOST_STOP_STRINGS) {
      throw new ServingException(
          ErrorCode.INVALID_VALUE,
          "stop holds " + stop.size() + " strings: allowed are up to " + MOST_STOP_STRINGS + ".",
          "stop");
    }
    if (stop.stream().anyMatch(text -> text == null || text.isEmpty())) {
      throw new ServingException(
          ErrorCode.INVALID_VALUE, "stop holds an empty string: leave it out.", "stop");
    }
  }

  /**
   * Checks what depends on the model.
   *
   * @throws ServingException when a token id is none of the model's
   */
  void checkVocabulary(int vocabularySize) {
    for (int id : or(sent.stopTokenIds(), List.<Integer>of())) {
      Refusals.token("stop_token_ids", id, vocabularySize);
    }
    for (int id : or(sent.logitBias(), Map.<Integer, Double>of()).keySet()) {
      Refusals.token("logit_bias", id, vocabularySize);
    }
  }

  /**
   * Checks that something is left to generate before the answer may end.
   *
   * @throws ServingException when every token ends the answer, and it may not end yet
   */
  void checkStopTokens(GenerationDefaults defaults, int vocabularySize) {
    if (or(sent.minTokens(), 0) > 0 && stopTokens(defaults).size() >= vocabularySize) {
      throw new ServingException(
          ErrorCode.INVALID_VALUE,
          "stop_token_ids holds every token of the model: none is left for min_tokens.",
          "stop_token_ids");
    }
  }

  /** Choices per prompt. */
  int choices() {
    return or(sent.n(), 1);
  }

  /**
   * Most tokens to generate. Asking for more than there is room for is no error: the answer then
   * ends with the reason {@code length}.
   *
   * @param room tokens left after the prompt
   */
  int maxTokens(int room) {
    return Math.min(or(sent.maxTokens(), room), room);
  }

  /** Most tokens as the caller sent them, or null. */
  Integer askedTokens() {
    return sent.maxTokens();
  }

  /**
   * Fewest tokens to generate: as many as asked for, as far as there is room.
   *
   * @param maxTokens most tokens to generate
   */
  int minTokens(int maxTokens) {
    return Math.min(or(sent.minTokens(), 0), maxTokens);
  }

  boolean wantsLogprobs() {
    return sent.logprobs() != null;
  }

  boolean skipSpecialTokens() {
    return or(sent.skipSpecialTokens(), true);
  }

  List<String> stopStrings() {
    return or(sent.stop(), List.<String>of());
  }

  Set<Integer> stopTokens(GenerationDefaults defaults) {
    Set<Integer> tokens = new HashSet<>(or(sent.stopTokenIds(), List.<Integer>of()));
    if (!or(sent.ignoreEos(), false)) {
      tokens.addAll(defaults.stopTokens());
    }
    return tokens;
  }

  /**
   * How tokens are chosen.
   *
   * @param choice index among the choices of one prompt: each has a seed of its own
   */
  SamplingParameters sampling(GenerationDefaults defaults, int choice) {
    return new SamplingParameters(
        or(sent.temperature(), or(defaults.temperature(), 1.0)),
        Math.max(0, or(sent.topK(), or(defaults.topK(), 0))),
        or(sent.topP(), or(defaults.topP(), 1.0)),
        or(sent.minP(), or(defaults.minP(), 0.0)),
        or(sent.presencePenalty(), 0.0),
        or(sent.frequencyPenalty(), 0.0),
        or(sent.repetitionPenalty(), or(defaults.repetitionPenalty(), 1.0)),
        or(sent.logitBias(), Map.<Integer, Double>of()),
        sent.seed() == null ? OptionalLong.empty() : OptionalLong.of(sent.seed() + choice),
        or(sent.logprobs(), -1));
  }

  private static <T> T or(T value, T instead) {
    return value == null ? instead : value;
  }
}
