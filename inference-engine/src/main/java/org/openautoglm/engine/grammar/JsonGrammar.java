// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.openautoglm.engine.api.Grammar;

/** An answer that is one JSON value; only blanks may come before it. */
public final class JsonGrammar implements Grammar {
  /** Enough for deep indentation; a model that says nothing else is led on. */
  static final Text BLANKS = Texts.blanks(128);

  private static final int MOST_BLANKS_BEFORE = 2;

  private final VocabularyTree tree;
  private final BitSet ends = new BitSet();
  private final Text start;

  /**
   * @param tree the vocabulary
   * @param ends tokens that end an answer
   * @throws IllegalArgumentException when the schema is faulty, or nothing can keep to it
   */
  public JsonGrammar(VocabularyTree tree, Set<Integer> ends, Map<?, ?> schema) {
    this.tree = tree;
    ends.forEach(this.ends::set);
    start = Texts.sequence(Texts.blanks(MOST_BLANKS_BEFORE), new JsonSchema(schema).text());
  }

  @Override
  public Matcher matcher() {
    return new Matcher() {
      private final VocabularyTree.Walk walk = tree.walk();
      private Text text = start;

      @Override
      public Optional<BitSet> allowed() {
        BitSet allowed = walk.matching(text);
        if (text.mayEnd()) {
          allowed = (BitSet) allowed.clone();
          allowed.or(ends);
        }
        return Optional.of(allowed);
      }

      @Override
      public void accept(int token) {
        if (!ends.get(token)) {
          text = tree.after(text, token);
        }
      }

      @Override
      public boolean isOver() {
        return text == Text.END;
      }
    };
  }
}
