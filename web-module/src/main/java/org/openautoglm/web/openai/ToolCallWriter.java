// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.openai;

import jakarta.json.stream.JsonGenerator;
import java.util.UUID;
import org.openautoglm.serving.api.StreamEvent;

/** Writes calls of tools. */
final class ToolCallWriter {
  private ToolCallWriter() {}

  /** Opens the object of a call, which the caller ends, and gives it an id. */
  static void open(JsonGenerator json, StreamEvent.ToolCall call) {
    json.writeStartObject()
        .write("id", "call_" + UUID.randomUUID().toString().replace("-", ""))
        .write("type", "function");
    json.writeStartObject("function")
        .write("name", call.name())
        .write("arguments", call.arguments())
        .writeEnd();
  }
}
