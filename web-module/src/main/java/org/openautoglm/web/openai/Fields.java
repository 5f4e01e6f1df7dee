// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.openai;

import jakarta.json.stream.JsonGenerator;
import org.openautoglm.serving.api.StreamEvent;

/** Parts of answers that chat and text completions share. */
final class Fields {
  private Fields() {}

  /**
   * @param reason null while the choice runs
   */
  static void finishReason(JsonGenerator json, StreamEvent.Reason reason) {
    if (reason == null) {
      json.writeNull("finish_reason");
    } else {
      json.write(
          "finish_reason",
          switch (reason) {
            case STOP -> "stop";
            case LENGTH -> "length";
            case TOOL_CALLS -> "tool_calls";
          });
    }
  }

  static void usage(JsonGenerator json, StreamEvent.Usage usage) {
    json.writeStartObject("usage")
        .write("prompt_tokens", usage.promptTokens())
        .write("completion_tokens", usage.completionTokens())
        .write("total_tokens", usage.promptTokens() + usage.completionTokens());
    json.writeStartObject("prompt_tokens_details")
        .write("cached_tokens", usage.cachedTokens())
        .writeEnd();
    // answers are not yet split into reasoning and content, so none of the tokens counts as such
    json.writeStartObject("completion_tokens_details").write("reasoning_tokens", 0).writeEnd();
    json.writeEnd();
  }
}
