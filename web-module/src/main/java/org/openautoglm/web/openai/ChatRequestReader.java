// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.openai;

import java.util.List;
import java.util.Map;
import org.openautoglm.serving.api.ChatRequest;
import org.openautoglm.web.json.JsonField;

/** Reads the body of a chat completion. */
final class ChatRequestReader {
  private static final List<String> FORMATS = List.of("text", "json_object", "json_schema");

  private ChatRequestReader() {}

  static ChatCall read(JsonField body) {
    checkFormat(body.field("response_format"));
    List<Map<String, Object>> tools = ToolsReader.definitions(body.field("tools"));
    ToolsReader.Choice choice = ToolsReader.choice(body, tools);
    ChatRequest request =
        new ChatRequest(
            body.field("model").string(),
            MessageReader.read(body.field("messages")),
            choice.shown() ? tools : null,
            choice.calls(),
            TemplateArgumentsReader.read(body),
            SettingsReader.chat(body));
    return new ChatCall(request, AnswerOptions.read(body));
  }

  /** A promise of JSON that is not kept would be found out by the caller's parser, late. */
  private static void checkFormat(JsonField format) {
    if (!format.given()) {
      return;
    }
    JsonField type = format.field("type");
    String name = type.required("a string").string();
    if (!FORMATS.contains(name)) {
      throw type.invalid("must be text");
    }
    if (!name.equals("text")) {
      throw type.invalid("is %s, which is not supported yet; use text".formatted(name));
    }
  }
}
