// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openautoglm.web.json.JsonField;

/**
 * Reads {@code tools} and {@code tool_choice}. Definitions go to the template as they are. Making a
 * model call a tool needs constrained generation, which does not exist yet, so such choices are
 * refused rather than ignored.
 */
final class ToolsReader {
  private ToolsReader() {}

  /** The tools to show to the model, or null for none. */
  static List<Map<String, Object>> read(JsonField body) {
    body.field("parallel_tool_calls").bool();
    boolean shown = shown(body.field("tool_choice"));
    List<Map<String, Object>> tools = definitions(body.field("tools"));
    return shown ? tools : null;
  }

  /** As {@link #read}, without a choice. */
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
      function.field("name").required("a string").string();
      function.field("parameters").object();
      tools.add(element.object());
    }
    return tools;
  }

  private static boolean shown(JsonField choice) {
    if (!choice.given()) {
      return true;
    }
    if (choice.isObject()) {
      throw choice.invalid("names a tool, which is not supported yet; use auto or none");
    }
    return switch (choice.string()) {
      case "auto" -> true;
      case "none" -> false;
      case "required" ->
          throw choice.invalid("is required, which is not supported yet; use auto or none");
      default -> throw choice.invalid("must be auto or none");
    };
  }
}
