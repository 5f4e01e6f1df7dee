// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.openai;

import java.util.Map;
import org.openautoglm.serving.api.TokenizeRequest;
import org.openautoglm.web.json.JsonField;

/** Reads the body of {@code /tokenize}: a prompt or messages, as in vLLM. */
final class TokenizeRequestReader {
  private TokenizeRequestReader() {}

  static TokenizeRequest read(JsonField body) {
    JsonField prompt = body.field("prompt");
    JsonField messages = body.field("messages");
    String model = body.field("model").string();
    boolean special = !Boolean.FALSE.equals(body.field("add_special_tokens").bool());
    if (!messages.given()) {
      String text = prompt.required("a string, or send 'messages' instead").string();
      return new TokenizeRequest(model, text, null, null, special, false, Map.of());
    }
    if (prompt.given()) {
      throw prompt.invalid("and 'messages' exclude each other");
    }
    return new TokenizeRequest(
        model,
        null,
        MessageReader.read(messages),
        ToolsReader.definitions(body.field("tools")),
        special,
        !Boolean.FALSE.equals(body.field("add_generation_prompt").bool()),
        TemplateArgumentsReader.read(body));
  }
}
