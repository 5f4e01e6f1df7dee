// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.api;

import java.util.List;

/** What comes out of a running answer. Exactly one {@link Terminal} event comes, and comes last. */
public sealed interface StreamEvent {

  /**
   * More of one choice. Consecutive pieces may have been joined when the reader was slow.
   *
   * @param text cut at whole characters, may be empty
   * @param tokens ids of this piece
   * @param logprobs one per token when asked for, else empty
   */
  record Delta(int choice, String text, List<Integer> tokens, List<TokenLogprob> logprobs)
      implements StreamEvent {
    public Delta {
      tokens = List.copyOf(tokens);
      logprobs = List.copyOf(logprobs);
    }
  }

  /**
   * The prompt of one choice: sent first when {@code echo} was asked for, or as ids alone.
   *
   * @param text null unless echoed
   */
  record Prompt(int choice, String text, List<Integer> tokens, List<TokenLogprob> logprobs)
      implements StreamEvent {
    public Prompt {
      tokens = List.copyOf(tokens);
      logprobs = List.copyOf(logprobs);
    }
  }

  /**
   * A call of a tool in one choice.
   *
   * @param arguments a JSON object, as text
   */
  record ToolCall(int choice, String name, String arguments) implements StreamEvent {}

  /** One choice is complete. */
  record ChoiceFinished(int choice, Reason reason) implements StreamEvent {}

  /** The last event. */
  sealed interface Terminal extends StreamEvent {}

  /** Every choice is complete. */
  record Completed(Usage usage) implements Terminal {}

  /** The answer was given up after it began. */
  record Failed(ServingException failure) implements Terminal {}

  /** Why a choice ended. */
  enum Reason {
    STOP,
    LENGTH,
    /** The model has called tools and waits for their results. */
    TOOL_CALLS
  }

  /** Tokens of all choices together; a prompt shared by several choices counts once. */
  record Usage(int promptTokens, int completionTokens, int cachedTokens) {}

  /**
   * A token and its log-probability.
   *
   * @param token text of the token on its own
   * @param bytes its raw UTF-8 bytes
   * @param logprob null for the first token of a prompt
   * @param top most likely tokens, best first
   */
  record TokenLogprob(int id, String token, byte[] bytes, Double logprob, List<TokenLogprob> top) {
    public TokenLogprob {
      top = List.copyOf(top);
    }
  }
}
