// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.api;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * What a sequence may say. Safe for use by many threads; each sequence follows it with a {@link
 * Matcher} of its own.
 */
@FunctionalInterface
public interface Grammar {

  /** Everything may be said. */
  Grammar FREE =
      () ->
          new Matcher() {
            @Override
            public Optional<BitSet> allowed() {
              return Optional.empty();
            }

            @Override
            public void accept(int token) {}
          };

  /** What any of these allows. */
  static Grammar either(Grammar... grammars) {
    return new EitherGrammar(List.of(grammars));
  }

  /** A matcher at the beginning of an answer. */
  Matcher matcher();

  /** Follows one sequence. Not safe for use by several threads. */
  interface Matcher {

    /**
     * The ids that may come next, or empty when all may. To be read before the next call and not to
     * be changed. A sequence fails where there are none.
     */
    Optional<BitSet> allowed();

    /** Notes the token that came next. */
    void accept(int token);

    /** Whether everything was said, so that the answer ends without an end token. */
    default boolean isOver() {
      return false;
    }
  }
}
