// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openautoglm.serving.api.ToolChoice;
import org.openautoglm.web.json.JsonField;

/** Reads {@code tools}, {@code tool_choice} and {@code parallel_tool_calls}. */
final class ToolsReader {
  private ToolsReader() {}

  /**
   * What becomes of the tools.
   *
   * @param shown whether the model is told of them
   */
  record Use(boolean shown, ToolChoice choice) {}

  /** The tools as they go to the template, or null for none. */
  static List<Map<String, Object>> definitions(JsonField field) {
    List<JsonField> elements = field.elements();
    if (elements == null || elements.isEmpty()) {
      return null;
    }
    List<Map<String, Object>> tools = new ArrayList<>();
    for (JsonField element : elements) {
      if (!element.isObject()) {
        throw element.wrongType("an object");
      }
      JsonField type = element.field("type");
      if (!type.required("a string").string().equals("function")) {
        throw type.invalid("must be function");
      }
      JsonField function = element.field("function").required("an object");
      JsonField name = function.field("name").required("a string");
      if (!name.string().matches("\\S+")) {
        throw name.invalid("must be a name without blanks");
      }
      function.field("parameters").object();
      tools.add(element.object());
    }
    return tools;
  }

  /**
   * @param tools as {@link #definitions} gives them
   */
  static Use use(JsonField body, List<Map<String, Object>> tools) {
    boolean parallel = !Boolean.FALSE.equals(body.field("parallel_tool_calls").bool());
    JsonField choice = body.field("tool_choice");
    if (choice.isObject()) {
      return new Use(true, new ToolChoice(true, named(choice, tools), parallel));
    }
    String word = choice.given() ? choice.string() : "auto";
    return switch (word) {
      case "auto" -> new Use(true, new ToolChoice(false, null, parallel));
      case "none" -> new Use(false, ToolChoice.auto());
      case "required" -> {
        if (tools == null) {
          throw choice.invalid("is required, which needs 'tools'");
        }
        yield new Use(true, new ToolChoice(true, null, parallel));
      }
      default -> throw choice.invalid("must be auto, none, required or name a tool");
    };
  }

  private static String named(JsonField choice, List<Map<String, Object>> tools) {
    JsonField type = choice.field("type");
    if (!type.required("a string").string().equals("function")) {
      throw type.invalid("must be function");
    }
    JsonField field = choice.field("function").required("an object").field("name");
    String name = field.required("a string").string();
    boolean known =
        tools != null
            && tools.stream()
                .map(tool -> (Map<?, ?>) tool.get("function"))
                .anyMatch(function -> name.equals(function.get("name")));
    if (!known) {
      throw field.invalid("is none of the 'tools'");
    }
    return name;
  }
}
