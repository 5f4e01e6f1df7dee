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
 * How an answer calls tools.
 *
 * @param grammar what it may say
 * @param readers give each choice a reader of its own
 */
record ToolUse(Grammar grammar, Supplier<ToolCallReader> readers) {

  /** Of answers that know no tool. */
  static final ToolUse NONE = new ToolUse(Grammar.FREE, ToolCallReader::none);

  /**
   * Settles it for a conversation.
   *
   * @param name of the model
   * @throws ServingException when a call is demanded of a model that writes calls in a form that is
   *     not known
   */
  static ToolUse of(ChatRequest request, Model model, String name) {
    ToolChoice choice = request.toolChoice();
    List<Map<String, Object>> tools = callable(request.tools(), choice);
    if (tools.isEmpty()) {
      return NONE;
    }
    Optional<ToolCalls> calls = model.toolCalls(tools);
    if (calls.isEmpty() && choice.required()) {
      throw new ServingException(
          ErrorCode.INVALID_VALUE,
          "tool_choice demands a call, and the model '"
              + name
              + "' writes calls in a form that is not known here: use auto or none.",
          "tool_choice");
    }
    return calls
        .map(
            known ->
                new ToolUse(known.grammar(choice.required(), choice.parallel()), known::reader))
        .orElse(NONE);
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
}
