// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.openautoglm.engine.api.ChatPrompt;
import org.openautoglm.engine.api.ChatTemplate;
import org.openautoglm.engine.api.ChatTemplateException;
import org.openautoglm.engine.tokenizer.jinja.JinjaException;
import org.openautoglm.engine.tokenizer.jinja.RenderLimits;

/** Renders conversations with the templates of a checkpoint, as {@code apply_chat_template}. */
final class CheckpointChatTemplate implements ChatTemplate {
  private final Map<String, ChatTemplates.NamedTemplate> templates;
  private final Map<String, Object> specialTokens;
  private final Clock clock;
  private final RenderLimits limits;

  CheckpointChatTemplate(
      Map<String, ChatTemplates.NamedTemplate> templates,
      Map<String, Object> specialTokens,
      Clock clock,
      RenderLimits limits) {
    this.templates = Map.copyOf(templates);
    this.specialTokens = Map.copyOf(specialTokens);
    this.clock = clock;
    this.limits = limits;
  }

  @Override
  public String render(ChatPrompt prompt) {
    boolean tools = prompt.tools() != null && !prompt.tools().isEmpty();
    ChatTemplates.NamedTemplate chosen = choose(tools);
    Map<String, Object> variables = new HashMap<>(specialTokens);
    variables.put("documents", null);
    if (prompt.templateArguments() != null) {
      variables.putAll(prompt.templateArguments());
    }
    variables.put("messages", prompt.messages());
    variables.put("tools", tools ? prompt.tools() : null);
    variables.put("add_generation_prompt", prompt.addGenerationPrompt());
    try {
      return chosen.template().render(variables, clock, limits);
    } catch (JinjaException e) {
      if (e.isRaised()) {
        throw new ChatTemplateException(e.getMessage(), true, e);
      }
      throw new ChatTemplateException(
          chosen.file().getFileName()
              + ": line "
              + e.line()
              + " of the chat template failed on this conversation: "
              + e.getMessage(),
          true,
          e);
    }
  }

  private ChatTemplates.NamedTemplate choose(boolean tools) {
    if (tools && templates.containsKey("tool_use")) {
      return templates.get("tool_use");
    }
    if (templates.containsKey("default")) {
      return templates.get("default");
    }
    throw new ChatTemplateException(
        "This checkpoint has chat templates named "
            + templates.keySet().stream().sorted().toList()
            + " but none named default.",
        false,
        null);
  }
}
