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
   * How this model calls tools.
   *
   * @param tools definitions as in {@link ChatPrompt#tools}, at least one; of those with the same
   *     name the first counts
   * @return empty when the form in which it writes calls is not known
   */
  Optional<ToolCalls> toolCalls(List<Map<String, Object>> tools);

  /**
   * An answer that is one JSON value.
   *
   * @param schema JSON Schema 2020-12, of which keywords that limit a value further (patterns,
   *     lengths, ranges, formats) are not looked at
   * @throws IllegalArgumentException when it is too large, is no schema, refers to what is not
   *     there, or no value keeps to it
   */
  Grammar json(Map<String, Object> schema);

  /** The one batch in which all sequences of this model are computed. */
  GenerationBatch batch();

  @Override
  void close();
}
