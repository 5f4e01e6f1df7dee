// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer;

import java.util.function.Consumer;

/**
 * One step of the {@code decoder} of a {@code tokenizer.json}: it maps a sequence of tokens to a
 * sequence of tokens. The text is what comes out of the last step, joined.
 */
interface DecoderStep {

  /** The step at work on one sequence. */
  interface Stage {

    /** Takes the next token and passes on what has become certain, if anything. */
    void accept(String token, Consumer<String> next);

    /** The sequence is over; passes on what was held back. */
    default void finish(Consumer<String> next) {}
  }

  Stage open();

  /** What becomes of a token in the middle of a text. */
  default String inMiddle(String token) {
    return token;
  }

  /** The bytes a token stands for if this step turns it into bytes, else null. */
  default byte[] bytes(String token) {
    return null;
  }
}
