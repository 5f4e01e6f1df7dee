// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.openai;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openautoglm.web.json.JsonField;

/** Reads what a chat template is given besides messages and tools. */
final class TemplateArgumentsReader {
  private static final List<String> EFFORTS =
      List.of("none", "minimal", "low", "medium", "high", "xhigh");

  /** Variables that have their own field. */
  private static final List<String> RESERVED =
      List.of("messages", "tools", "add_generation_prompt", "chat_template");

  private TemplateArgumentsReader() {}

  /** Never null. */
  static Map<String, Object> read(JsonField body) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    JsonField sent = body.field("chat_template_kwargs");
    if (sent.given()) {
      for (String name : RESERVED) {
        if (sent.object().containsKey(name)) {
          throw sent.invalid("must not set " + name);
        }
      }
      arguments.putAll(sent.object());
    }
    JsonField effort = body.field("reasoning_effort");
    if (effort.given()) {
      if (!EFFORTS.contains(effort.string())) {
        throw effort.invalid("must be one of " + String.join(", ", EFFORTS));
      }
      arguments.putIfAbsent("reasoning_effort", effort.string());
    }
    return arguments;
  }
}
