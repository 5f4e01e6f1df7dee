// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.openai;

import java.util.List;
import java.util.Map;
import org.openautoglm.serving.api.ChatRequest;
import org.openautoglm.web.json.JsonField;

/** Reads the body of a chat completion. */
final class ChatRequestReader {
  private ChatRequestReader() {}

  static ChatCall read(JsonField body) {
    List<Map<String, Object>> tools = ToolsReader.definitions(body.field("tools"));
    ToolsReader.Use use = ToolsReader.use(body, tools);
    ChatRequest request =
        new ChatRequest(
            body.field("model").string(),
            MessageReader.read(body.field("messages")),
            use.shown() ? tools : null,
            use.choice(),
            answerSchema(body.field("response_format")),
            TemplateArgumentsReader.read(body),
            SettingsReader.chat(body));
    return new ChatCall(request, AnswerOptions.read(body));
  }

  private static Map<String, Object> answerSchema(JsonField format) {
    if (!format.given()) {
      return null;
    }
    JsonField type = format.field("type");
    return switch (type.required("a string").string()) {
      case "text" -> null;
      case "json_object" -> Map.of("type", "object");
      case "json_schema" ->
          format
              .field("json_schema")
              .required("an object")
              .field("schema")
              .required("an object")
              .object();
      default -> throw type.invalid("must be text, json_object or json_schema");
    };
  }
}
