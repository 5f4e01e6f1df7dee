// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.api;

/**
 * How a batch saves work. Neither changes what is generated, as far as {@link GenerationBatch}
 * says.
 *
 * @param prefixReuse whether keys and values of a shared prompt prefix are kept and used again
 * @param speculation whether tokens are guessed from the sequence's own text and checked several at
 *     once, where that is expected to be faster
 */
public record BatchOptions(boolean prefixReuse, boolean speculation) {

  public static BatchOptions defaults() {
    return new BatchOptions(true, true);
  }

  /** Everything is computed, one token at a time. */
  public static BatchOptions plain() {
    return new BatchOptions(false, false);
  }
}
