// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.openai;

import jakarta.json.stream.JsonGenerator;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.openautoglm.serving.api.StreamEvent;
import org.openautoglm.web.json.JsonText;
import org.openautoglm.web.stream.EventEncoder;

/**
 * Encodes a streamed chat completion: for each choice a chunk with the role, chunks of content, one
 * for each call of a tool, which comes whole, and one with the reason it ended; at last, when asked
 * for, one with the usage and no choices.
 */
final class ChatChunks implements EventEncoder {
  private final AnswerHead head;
  private final AnswerOptions options;
  private final BitSet opened = new BitSet();

  /** How many calls of each choice were sent. */
  private final Map<Integer, Integer> calls = new HashMap<>();

  ChatChunks(AnswerHead head, AnswerOptions options) {
    this.head = head;
    this.options = options;
  }

  @Override
  public List<String> encode(StreamEvent event) {
    List<String> chunks = new ArrayList<>(2);
    if (event instanceof StreamEvent.Prompt prompt) {
      open(prompt.choice(), prompt.tokens(), chunks);
    } else if (event instanceof StreamEvent.Delta delta) {
      open(delta.choice(), List.of(), chunks);
      if (carries(delta)) {
        chunks.add(content(delta));
      }
    } else if (event instanceof StreamEvent.ToolCall call) {
      open(call.choice(), List.of(), chunks);
      chunks.add(call(call));
    } else if (event instanceof StreamEvent.ChoiceFinished finished) {
      open(finished.choice(), List.of(), chunks);
      chunks.add(finish(finished));
    } else if (event instanceof StreamEvent.Completed completed && options.includeUsage()) {
      chunks.add(usage(completed));
    }
    return chunks;
  }

  private boolean carries(StreamEvent.Delta delta) {
    return !delta.text().isEmpty()
        || !delta.logprobs().isEmpty()
        || options.tokenIds() && !delta.tokens().isEmpty();
  }

  private void open(int choice, List<Integer> promptTokens, List<String> chunks) {
    if (opened.get(choice)) {
      return;
    }
    opened.set(choice);
    chunks.add(
        chunk(
            json -> {
              json.writeStartObject().write("index", choice);
              json.writeStartObject("delta")
                  .write("role", "assistant")
                  .write("content", "")
                  .writeNull("refusal")
                  .writeEnd();
              json.writeNull("logprobs");
              Fields.finishReason(json, null);
              json.writeEnd();
            },
            promptTokens));
  }

  private String content(StreamEvent.Delta delta) {
    return chunk(
        json -> {
          json.writeStartObject().write("index", delta.choice());
          json.writeStartObject("delta").write("content", delta.text()).writeEnd();
          LogprobsWriter.chat(json, delta.logprobs());
          Fields.finishReason(json, null);
          if (options.tokenIds()) {
            JsonText.integers(json, "token_ids", delta.tokens());
          }
          json.writeEnd();
        },
        List.of());
  }

  private String call(StreamEvent.ToolCall call) {
    int index = calls.merge(call.choice(), 1, Integer::sum) - 1;
    return chunk(
        json -> {
          json.writeStartObject().write("index", call.choice());
          json.writeStartObject("delta").writeStartArray("tool_calls");
          ToolCallWriter.open(json, call);
          json.write("index", index).writeEnd();
          json.writeEnd().writeEnd();
          json.writeNull("logprobs");
          Fields.finishReason(json, null);
          json.writeEnd();
        },
        List.of());
  }

  private String finish(StreamEvent.ChoiceFinished finished) {
    return chunk(
        json -> {
          json.writeStartObject().write("index", finished.choice());
          json.writeStartObject("delta").writeEnd();
          json.writeNull("logprobs");
          Fields.finishReason(json, finished.reason());
          json.writeEnd();
        },
        List.of());
  }

  private String chunk(Consumer<JsonGenerator> choice, List<Integer> promptTokens) {
    return JsonText.of(
        json -> {
          head.open(json, "chat.completion.chunk");
          json.writeStartArray("choices");
          choice.accept(json);
          json.writeEnd();
          if (options.includeUsage()) {
            json.writeNull("usage");
          }
          if (options.tokenIds() && !promptTokens.isEmpty()) {
            JsonText.integers(json, "prompt_token_ids", promptTokens);
          }
          json.writeEnd();
        });
  }

  private String usage(StreamEvent.Completed completed) {
    return JsonText.of(
        json -> {
          head.open(json, "chat.completion.chunk");
          json.writeStartArray("choices").writeEnd();
          Fields.usage(json, completed.usage());
          json.writeEnd();
        });
  }
}
