// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.toolcall;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.openautoglm.engine.api.ChatPrompt;
import org.openautoglm.engine.api.ChatTemplate;
import org.openautoglm.engine.api.ChatTemplateException;
import org.openautoglm.engine.api.Grammar;
import org.openautoglm.engine.api.Tokenizer;
import org.openautoglm.engine.api.ToolCallReader;
import org.openautoglm.engine.api.ToolCalls;
import org.openautoglm.engine.grammar.Text;
import org.openautoglm.engine.grammar.VocabularyTree;

/** How one model writes tool calls. Safe for use by many threads. */
public final class ToolCallForm {
  private static final List<CallSyntax> KNOWN = List.of(new KeyValueSyntax(), new JsonSyntax());

  private final CallSyntax syntax;
  private final VocabularyTree vocabulary;
  private final int callToken;
  private final BitSet allButCalls = new BitSet();

  private ToolCallForm(CallSyntax syntax, VocabularyTree vocabulary, int callToken, int rows) {
    this.syntax = syntax;
    this.vocabulary = vocabulary;
    this.callToken = callToken;
    allButCalls.set(0, rows);
    allButCalls.clear(callToken);
  }

  /** Symbols of the tokens that mark parts of calls, by their ids. */
  public static Map<Integer, Integer> marks(Tokenizer tokenizer) {
    return Mark.in(tokenizer).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getValue, entry -> entry.getKey().symbol()));
  }

  /**
   * The form that a chat template writes earlier calls in; empty when it is none of those that are
   * known, or their marks are no tokens.
   *
   * @param vocabulary of the tokenizer, with {@link #marks}
   * @param rows bound of the ids
   */
  public static Optional<ToolCallForm> of(
      ChatTemplate template, Tokenizer tokenizer, VocabularyTree vocabulary, int rows) {
    Map<Mark, Integer> ids = Mark.in(tokenizer);
    String written = example(template);
    return KNOWN.stream()
        .filter(syntax -> ids.keySet().containsAll(syntax.marks()))
        .filter(syntax -> written.contains(syntax.example()))
        .map(syntax -> new ToolCallForm(syntax, vocabulary, ids.get(Mark.CALL), rows))
        .findFirst();
  }

  /** A conversation with a call, without blanks. */
  private static String example(ChatTemplate template) {
    Map<String, Object> call = Map.of("name", "probe", "arguments", Map.of("key", "value"));
    List<Map<String, Object>> messages =
        List.of(
            Map.of("role", "user", "content", "Hello"),
            Map.of(
                "role",
                "assistant",
                "content",
                "",
                "tool_calls",
                List.of(Map.of("id", "call_1", "type", "function", "function", call))));
    try {
      return template
          .render(new ChatPrompt(messages, null, false, Map.of()))
          .replaceAll("\\s+", "");
    } catch (ChatTemplateException e) {
      // it takes no such conversation, and so its model makes no calls
      return "";
    }
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
    Text call = syntax.call(definitions.values());
    return new ToolCalls() {
      @Override
      public Grammar grammar(boolean required, boolean parallel) {
        return () -> new CallMatcher(ToolCallForm.this, call, required, parallel);
      }

      @Override
      public ToolCallReader reader() {
        return new MarkedCallReader(syntax, definitions);
      }
    };
  }

  VocabularyTree vocabulary() {
    return vocabulary;
  }

  /** The token of {@link Mark#CALL}. */
  int callToken() {
    return callToken;
  }

  BitSet allButCalls() {
    return allButCalls;
  }
}
