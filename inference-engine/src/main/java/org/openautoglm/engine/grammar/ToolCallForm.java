// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openautoglm.engine.api.Grammar;
import org.openautoglm.engine.api.Tokenizer;

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

    private final String text;

    Mark(String text) {
      this.text = text;
    }
  }

  private final Map<Mark, Integer> ids;
  private final Map<Integer, Mark> marks = new HashMap<>();
  private final Tokenizer tokenizer;
  private final VocabularyTree tree;
  private final BitSet anyValue;

  private ToolCallForm(Map<Mark, Integer> ids, Tokenizer tokenizer) {
    this.ids = ids;
    this.tokenizer = tokenizer;
    ids.forEach((mark, id) -> marks.put(id, mark));
    tree = VocabularyTree.of(tokenizer, id -> !tokenizer.isSpecial(id) && !marks.containsKey(id));
    anyValue = tree.all();
    anyValue.set(id(Mark.END_VALUE));
  }

  /** The form in the tokens of a vocabulary; empty when a mark is not a single token there. */
  public static Optional<ToolCallForm> in(Tokenizer tokenizer) {
    Map<Mark, Integer> ids = new LinkedHashMap<>();
    for (Mark mark : Mark.values()) {
      int[] tokens = tokenizer.encode(mark.text, false);
      if (tokens.length != 1 || !tokenizer.token(tokens[0]).equals(mark.text)) {
        return Optional.empty();
      }
      ids.put(mark, tokens[0]);
    }
    return Optional.of(new ToolCallForm(ids, tokenizer));
  }

  /**
   * Holds calls to the tools that there are, each argument to a parameter and to the values that
   * its schema allows, and a call's end to where it has everything that is required. Beside calls
   * everything may be said.
   *
   * @param tools definitions as chat requests bring them; of those with the same name the first
   *     counts
   * @param required whether the answer must begin with a call
   */
  public Grammar grammar(List<Map<String, Object>> tools, boolean required) {
    Map<String, ToolDefinition> definitions = new LinkedHashMap<>();
    for (Map<String, Object> tool : tools) {
      ToolDefinition definition = ToolDefinition.read(tool);
      definitions.putIfAbsent(definition.name(), definition);
    }
    return () -> new ToolCallMatcher(this, definitions, required);
  }

  int id(Mark mark) {
    return ids.get(mark);
  }

  /** The mark that this id is, or null. */
  Mark mark(int id) {
    return marks.get(id);
  }

  byte[] bytes(int id) {
    return tokenizer.tokenBytes(id);
  }

  VocabularyTree tree() {
    return tree;
  }

  /** Whatever may be said within a value that may be anything, and its end. */
  BitSet anyValue() {
    return anyValue;
  }
}
