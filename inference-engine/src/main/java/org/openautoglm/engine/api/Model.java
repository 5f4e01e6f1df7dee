// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A loaded model. It holds native memory until it is closed; closing fails what is still running.
 */
public interface Model extends AutoCloseable {

  ModelInfo info();

  /** The format it computes in; never {@link ComputeType#AUTO}. */
  ComputeType computeType();

  Tokenizer tokenizer();

  /** Empty when the checkpoint brings no chat template. */
  Optional<ChatTemplate> chatTemplate();

  GenerationDefaults generationDefaults();

  /**
   * Holds calls in an answer to the tools that there are: to their names, their parameters, values
   * that their schemas allow as far as types are boolean, integer, number or an {@code enum}, and
   * to having every parameter that is required.
   *
   * @param tools definitions as in {@link ChatPrompt#tools}, at least one
   * @param required whether the answer must begin with a call
   * @return empty when the form in which this model writes calls is not known
   */
  Optional<Grammar> toolCalls(List<Map<String, Object>> tools, boolean required);

  /** The one batch in which all sequences of this model are computed. */
  GenerationBatch batch();

  @Override
  void close();
}
