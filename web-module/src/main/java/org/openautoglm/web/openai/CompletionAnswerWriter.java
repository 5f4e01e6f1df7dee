// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.openai;

import jakarta.json.stream.JsonGenerator;
import java.util.List;
import org.openautoglm.web.json.JsonText;

/** Writes a whole text completion. */
final class CompletionAnswerWriter {
  private CompletionAnswerWriter() {}

  static String write(AnswerHead head, GatheredAnswer answer, AnswerOptions options) {
    return JsonText.of(
        json -> {
          head.open(json, "text_completion");
          json.writeStartArray("choices");
          List<GatheredAnswer.Choice> choices = answer.choices();
          for (int i = 0; i < choices.size(); i++) {
            choice(json, i, choices.get(i), options);
          }
          json.writeEnd();
          Fields.usage(json, answer.usage());
          json.writeEnd();
        });
  }

  private static void choice(
      JsonGenerator json, int index, GatheredAnswer.Choice choice, AnswerOptions options) {
    json.writeStartObject().write("index", index).write("text", choice.text());
    LogprobsWriter.completion(json, choice.logprobs(), 0);
    Fields.finishReason(json, choice.reason());
    if (options.tokenIds()) {
      JsonText.integers(json, "prompt_token_ids", choice.promptTokens());
      JsonText.integers(json, "token_ids", choice.tokens());
    }
    json.writeEnd();
  }
}
