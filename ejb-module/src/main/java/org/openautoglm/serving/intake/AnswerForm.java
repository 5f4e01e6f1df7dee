// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.intake;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.openautoglm.engine.api.Grammar;
import org.openautoglm.engine.api.Model;
import org.openautoglm.engine.api.ToolCallReader;
import org.openautoglm.engine.api.ToolCalls;
import org.openautoglm.serving.api.ChatRequest;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.api.ToolChoice;

/**
 * What an answer may say, and how calls of tools are found in it.
 *
 * @param readers give each choice a reader of its own
 */
record AnswerForm(Grammar grammar, Supplier<ToolCallReader> readers) {

  /** Any text. */
  static final AnswerForm FREE = new AnswerForm(Grammar.FREE, ToolCallReader::none);

  /**
   * Settles it for a conversation.
   *
   * @param name of the model
   * @throws ServingException when a call is demanded of a model that writes calls in a form that is
   *     not known, or nothing can keep to the schema of the answer
   */
  static AnswerForm of(ChatRequest request, Model model, String name) {
    ToolChoice choice = request.toolChoice();
    List<Map<String, Object>> tools = callable(request.tools(), choice);
    Optional<ToolCalls> calls = tools.isEmpty() ? Optional.empty() : model.toolCalls(tools);
    if (tools.isEmpty() && choice.required()) {
      throw new ServingException(
          ErrorCode.INVALID_VALUE,
          "tool_choice demands a call, and tools has none that may be called.",
          "tool_choice");
    }
    if (calls.isEmpty() && choice.required()) {
      throw new ServingException(
          ErrorCode.INVALID_VALUE,
          "tool_choice demands a call, and the model '"
              + name
              + "' writes calls in a form that is not known here: use auto or none.",
          "tool_choice");
    }
    Optional<Grammar> json = Optional.ofNullable(request.answerSchema()).map(s -> json(s, model));
    if (calls.isEmpty()) {
      return json.map(grammar -> new AnswerForm(grammar, ToolCallReader::none)).orElse(FREE);
    }
    boolean parallel = choice.parallel();
    Grammar grammar =
        json.isEmpty() || choice.required()
            ? calls.get().grammar(choice.required(), parallel)
            : Grammar.either(calls.get().grammar(true, parallel), json.get());
    return new AnswerForm(grammar, calls.get()::reader);
  }

  private static List<Map<String, Object>> callable(
      List<Map<String, Object>> tools, ToolChoice choice) {
    if (tools == null || choice.name() == null) {
      return tools == null ? List.of() : tools;
    }
    return tools.stream()
        .filter(
            tool ->
                tool.get("function") instanceof Map<?, ?> function
                    && choice.name().equals(function.get("name")))
        .toList();
  }

  private static Grammar json(Map<String, Object> schema, Model model) {
    try {
      return model.json(schema);
    } catch (IllegalArgumentException e) {
      throw new ServingException(
          ErrorCode.INVALID_VALUE,
          "The answer cannot be held to response_format: " + e.getMessage() + ".",
          "response_format",
          e);
    }
  }
}
