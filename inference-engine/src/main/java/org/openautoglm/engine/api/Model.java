// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.api;

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

  /** The one batch in which all sequences of this model are computed. */
  GenerationBatch batch();

  @Override
  void close();
}
