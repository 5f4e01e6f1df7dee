// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.openai;

import jakarta.json.stream.JsonGenerator;
import java.util.List;
import org.openautoglm.serving.api.StreamEvent;
import org.openautoglm.web.json.JsonText;

/** Writes a whole chat completion. */
final class ChatAnswerWriter {
  private ChatAnswerWriter() {}

  static String write(AnswerHead head, GatheredAnswer answer, AnswerOptions options) {
    return JsonText.of(
        json -> {
          head.open(json, "chat.completion");
          json.writeStartArray("choices");
          List<GatheredAnswer.Choice> choices = answer.choices();
          for (int i = 0; i < choices.size(); i++) {
            choice(json, i, choices.get(i), options);
          }
          json.writeEnd();
          Fields.usage(json, answer.usage());
          if (options.tokenIds()) {
            JsonText.integers(json, "prompt_token_ids", choices.get(0).promptTokens());
          }
          json.writeEnd();
        });
  }

  private static void choice(
      JsonGenerator json, int index, GatheredAnswer.Choice choice, AnswerOptions options) {
    json.writeStartObject().write("index", index);
    json.writeStartObject("message").write("role", "assistant");
    List<StreamEvent.ToolCall> calls = choice.calls();
    if (choice.text().isEmpty() && !calls.isEmpty()) {
      json.writeNull("content");
    } else {
      json.write("content", choice.text());
    }
    json.writeNull("refusal");
    if (!calls.isEmpty()) {
      json.writeStartArray("tool_calls");
      for (StreamEvent.ToolCall call : calls) {
        ToolCallWriter.open(json, call);
        json.writeEnd();
      }
      json.writeEnd();
    }
    json.writeEnd();
    LogprobsWriter.chat(json, choice.logprobs());
    Fields.finishReason(json, choice.reason());
    if (options.tokenIds()) {
      JsonText.integers(json, "token_ids", choice.tokens());
    }
    json.writeEnd();
  }
}
