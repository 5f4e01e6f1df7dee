// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.openai;

import org.openautoglm.serving.api.CompletionRequest;
import org.openautoglm.web.json.JsonField;

/** Reads the body of a text completion. */
final class CompletionRequestReader {
  private CompletionRequestReader() {}

  static CompletionCall read(JsonField body) {
    refuseUnsupported(body);
    CompletionRequest request =
        new CompletionRequest(
            body.field("model").string(),
            PromptReader.read(body.field("prompt")),
            Boolean.TRUE.equals(body.field("echo").bool()),
            SettingsReader.completion(body));
    return new CompletionCall(request, AnswerOptions.read(body));
  }

  /** Ignoring these would answer another question than was asked. */
  private static void refuseUnsupported(JsonField body) {
    JsonField suffix = body.field("suffix");
    if (suffix.given() && !suffix.string().isEmpty()) {
      throw suffix.invalid("is not supported");
    }
    JsonField special = body.field("add_special_tokens");
    if (Boolean.FALSE.equals(special.bool())) {
      throw special.invalid("cannot be false here; send the prompt as token ids from /tokenize");
    }
  }
}
