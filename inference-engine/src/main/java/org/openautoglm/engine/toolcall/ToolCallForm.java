// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.toolcall;

import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.openautoglm.engine.api.Grammar;
import org.openautoglm.engine.api.Tokenizer;
import org.openautoglm.engine.api.ToolCallReader;
import org.openautoglm.engine.api.ToolCalls;
import org.openautoglm.engine.grammar.Text;
import org.openautoglm.engine.grammar.VocabularyTree;

/**
 * How GLM models write tool calls since GLM-4.5, with marks that are tokens of their own:
 *
 * <pre>{@code
 * <tool_call>name
 * <arg_key>key</arg_key>
 * <arg_value>value</arg_value>
 * </tool_call>
 * }</pre>
 *
 * <p>Line breaks between marks may be missing, as in GLM-4.7. The source is the chat templates of
 * these models, which write earlier calls into prompts in this form. Safe for use by many threads.
 */
public final class ToolCallForm {

  /** What separates the parts of a call. */
  enum Mark {
    CALL("<tool_call>"),
    END_CALL("</tool_call>"),
    KEY("<arg_key>"),
    END_KEY("</arg_key>"),
    VALUE("<arg_value>"),
    END_VALUE("</arg_value>");

    /** As it is written. */
    final String text;

    Mark(String text) {
      this.text = text;
    }
  }

  private final Map<Mark, Integer> ids;
  private final Map<Integer, Mark> marks = new HashMap<>();
  private final VocabularyTree tree;
  private final BitSet anyValue;
  private final BitSet allButCalls = new BitSet();

  private ToolCallForm(Map<Mark, Integer> ids, Tokenizer tokenizer, VocabularyTree tree) {
    this.ids = ids;
    this.tree = tree;
    ids.forEach((mark, id) -> marks.put(id, mark));
    anyValue = tree.all();
    marks.keySet().forEach(anyValue::clear);
    anyValue.set(id(Mark.END_VALUE));
    allButCalls.set(0, tokenizer.vocabularySize());
    allButCalls.clear(id(Mark.CALL));
  }

  /**
   * The form in the tokens of a vocabulary; empty when a mark is not a single token there.
   *
   * @param tree the vocabulary of the tokenizer
   */
  public static Optional<ToolCallForm> in(Tokenizer tokenizer, VocabularyTree tree) {
    Map<Mark, Integer> ids = new LinkedHashMap<>();
    for (Mark mark : Mark.values()) {
      int[] tokens = tokenizer.encode(mark.text, false);
      if (tokens.length != 1 || !tokenizer.token(tokens[0]).equals(mark.text)) {
        return Optional.empty();
      }
      ids.put(mark, tokens[0]);
    }
    return Optional.of(new ToolCallForm(ids, tokenizer, tree));
  }

  /**
   * Calls of these tools.
   *
   * @param tools definitions as chat requests bring them; of those with the same name the first
   *     counts
   */
  public ToolCalls of(List<Map<String, Object>> tools) {
    Map<String, ToolDefinition> definitions = new LinkedHashMap<>();
    for (Map<String, Object> tool : tools) {
      ToolDefinition definition = ToolDefinition.read(tool);
      definitions.putIfAbsent(definition.name(), definition);
    }
    return new ToolCalls() {
      @Override
      public Grammar grammar(boolean required, boolean parallel) {
        return () -> new ToolCallMatcher(ToolCallForm.this, definitions, required, parallel);
      }

      @Override
      public ToolCallReader reader() {
        return new MarkedCallReader(definitions);
      }
    };
  }

  int id(Mark mark) {
    return ids.get(mark);
  }

  /** The mark that this id is, or null. */
  Mark mark(int id) {
    return marks.get(id);
  }

  byte[] bytes(int id) {
    return tree.bytes(id);
  }

  /** The tokens that may be said, and these marks. */
  BitSet allowed(Text text, Set<Mark> behind) {
    BitSet allowed = tree.matching(text);
    marks.keySet().forEach(allowed::clear);
    behind.forEach(mark -> allowed.set(id(mark)));
    return allowed;
  }

  BitSet allButCalls() {
    return allButCalls;
  }

  /** Whatever may be said within a value that may be anything, and its end. */
  BitSet anyValue() {
    return anyValue;
  }
}
