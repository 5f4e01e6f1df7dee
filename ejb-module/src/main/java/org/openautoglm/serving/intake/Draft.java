// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.intake;

import java.util.List;
import java.util.Map;
import org.openautoglm.serving.api.ChatRequest;
import org.openautoglm.serving.api.CompletionRequest;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.GenerationSettings;
import org.openautoglm.serving.api.PromptInput;
import org.openautoglm.serving.api.ServingException;

/** A generation request as it came in, chat or text. */
sealed interface Draft {

  String operation();

  /** Name the caller sent, or null. */
  String model();

  GenerationSettings settings();

  /** Number of prompts; each gets {@code n} choices. */
  int prompts();

  /** Whether answers begin with their prompt. */
  boolean echo();

  /** Refuses what no model could answer. */
  void checkShape();

  /** A conversation. */
  record Chat(ChatRequest request) implements Draft {
    @Override
    public String operation() {
      return "chat";
    }

    @Override
    public String model() {
      return request.model();
    }

    @Override
    public GenerationSettings settings() {
      return request.settings();
    }

    @Override
    public int prompts() {
      return 1;
    }

    @Override
    public boolean echo() {
      return false;
    }

    @Override
    public void checkShape() {
      checkMessages(request.messages());
    }
  }

  /** Texts to continue. */
  record Completion(CompletionRequest request) implements Draft {
    @Override
    public String operation() {
      return "completion";
    }

    @Override
    public String model() {
      return request.model();
    }

    @Override
    public GenerationSettings settings() {
      return request.settings();
    }

    @Override
    public int prompts() {
      return request.prompts().size();
    }

    @Override
    public boolean echo() {
      return request.echo();
    }

    @Override
    public void checkShape() {
      checkInputs("prompt", request.prompts());
    }
  }

  static void checkMessages(List<Map<String, Object>> messages) {
    if (messages == null || messages.isEmpty()) {
      throw new ServingException(
          ErrorCode.INVALID_VALUE, "messages is empty: send at least one message.", "messages");
    }
    for (int index = 0; index < messages.size(); index++) {
      if (messages.get(index).get("content") instanceof List<?> parts) {
        checkParts("messages[" + index + "].content", parts);
      }
    }
  }

  private static void checkParts(String field, List<?> parts) {
    for (Object part : parts) {
      Object type = part instanceof Map<?, ?> map ? map.get("type") : null;
      if (!"text".equals(type)) {
        throw new ServingException(
            ErrorCode.UNSUPPORTED_CONTENT,
            field + " holds a part of type '" + type + "': the models here take 'text' only.",
            field);
      }
    }
  }

  static void checkInputs(String field, List<PromptInput> inputs) {
    if (inputs == null || inputs.isEmpty()) {
      throw new ServingException(
          ErrorCode.INVALID_VALUE, field + " is empty: send at least one.", field);
    }
  }
}
