// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.api;

/**
 * The chat template of a checkpoint, rendered as transformers renders it. Safe for many threads.
 */
public interface ChatTemplate {

  /**
   * Renders a conversation as the prompt text of the model.
   *
   * @throws ChatTemplateException when the template refuses the conversation or is itself faulty
   */
  String render(ChatPrompt prompt);
}
