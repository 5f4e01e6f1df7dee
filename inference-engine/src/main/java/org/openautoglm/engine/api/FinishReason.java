// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.api;

/** Why a sequence ended. */
public enum FinishReason {
  /** A stop token or a stop string. */
  STOP,
  /** The most tokens asked for, or the model's context. */
  LENGTH,
  /** {@link GenerationHandle#cancel()}. */
  CANCELLED
}
