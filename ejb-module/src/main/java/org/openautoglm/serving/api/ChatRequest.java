// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.api;

import java.util.List;
import java.util.Map;

/**
 * A chat completion as the caller sent it.
 *
 * @param model null means the default model
 * @param messages JSON objects as chat templates take them (see the engine's {@code ChatPrompt}),
 *     roles and content already checked for shape
 * @param tools tool definitions or null
 * @param toolChoice which of them may or must be called
 * @param answerSchema JSON Schema that the answer keeps to, or null for any text
 * @param chatTemplateArguments {@code chat_template_kwargs}, never null
 */
public record ChatRequest(
    String model,
    List<Map<String, Object>> messages,
    List<Map<String, Object>> tools,
    ToolChoice toolChoice,
    Map<String, Object> answerSchema,
    Map<String, Object> chatTemplateArguments,
    GenerationSettings settings) {

  /** Without a choice the model chooses. */
  public ChatRequest {
    toolChoice = toolChoice == null ? ToolChoice.auto() : toolChoice;
  }

  /** Any text for an answer, without tools. */
  public ChatRequest(
      String model,
      List<Map<String, Object>> messages,
      Map<String, Object> chatTemplateArguments,
      GenerationSettings settings) {
    this(model, messages, null, ToolChoice.auto(), null, chatTemplateArguments, settings);
  }
}
