// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.api;

import java.util.List;

/**
 * Receives what becomes of one sequence, on the thread that runs the steps: it must return quickly
 * and not throw. After exactly one of {@link #onFinished} and {@link #onFailed} nothing more comes.
 */
public interface GenerationListener {

  /** The logprobs of the prompt, when they were asked for; comes once, before any token. */
  default void onPrompt(List<TokenLogprobs> logprobs) {}

  /**
   * A token was generated.
   *
   * @param token its id; stop tokens are reported too, with empty text
   * @param text text that has become certain, cut at whole characters, often empty
   * @param logprobs null unless asked for
   */
  void onToken(int token, String text, TokenLogprobs logprobs);

  /**
   * The sequence is complete.
   *
   * @param text remaining text
   */
  void onFinished(String text, FinishReason reason, GenerationUsage usage);

  /** The sequence was given up; the failure is meant for the operator's log, not for the caller. */
  void onFailed(Throwable failure);
}
