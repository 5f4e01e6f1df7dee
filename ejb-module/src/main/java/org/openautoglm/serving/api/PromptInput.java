// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.api;

import java.util.List;

/** One prompt of a completion or embedding: text or token ids. */
public sealed interface PromptInput {

  /** Text, to be encoded with the tokenizer's own special tokens. */
  record Text(String text) implements PromptInput {}

  /** Ids, taken as they are. */
  record Tokens(List<Integer> ids) implements PromptInput {
    public Tokens {
      ids = List.copyOf(ids);
    }
  }
}
