// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.openautoglm.engine.api.Grammar;

/** An answer that is one JSON value, with nothing but blanks before it and its end behind it. */
public final class JsonGrammar implements Grammar {
  private static final int MOST_BLANKS = 2;

  private final VocabularyTree tree;
  private final BitSet ends = new BitSet();
  private final Text start;

  /**
   * @param tree the vocabulary
   * @param ends tokens that end an answer
   * @param schema see {@link JsonSchemaText}
   * @throws IllegalArgumentException when nothing can keep to the schema
   */
  public JsonGrammar(VocabularyTree tree, Set<Integer> ends, Map<?, ?> schema) {
    this.tree = tree;
    ends.forEach(this.ends::set);
    Text value = JsonSchemaText.of(schema);
    if (tree.matching(value).isEmpty()) {
      throw new IllegalArgumentException("no value keeps to the schema");
    }
    start = new Sequence(new Blanks(MOST_BLANKS), value);
  }

  @Override
  public Matcher matcher() {
    return new Matcher() {
      private Text text = start;

      @Override
      public Optional<BitSet> allowed() {
        if (text == Text.ANY) {
          return Optional.empty();
        }
        BitSet allowed = tree.matching(text);
        if (text.mayEnd()) {
          allowed.or(ends);
        }
        return allowed.isEmpty() ? Optional.empty() : Optional.of(allowed);
      }

      @Override
      public void accept(int token) {
        if (ends.get(token)) {
          return;
        }
        for (byte next : tree.bytes(token)) {
          text = text.after(Byte.toUnsignedInt(next));
          if (text == null) {
            // only where nothing was allowed
            text = Text.ANY;
            return;
          }
        }
      }
    };
  }
}
