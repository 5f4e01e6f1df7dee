// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.openai;

import jakarta.json.stream.JsonGenerator;
import java.util.List;
import java.util.function.Consumer;
import org.openautoglm.serving.api.StreamEvent;
import org.openautoglm.serving.api.StreamEvent.TokenLogprob;
import org.openautoglm.web.json.JsonText;
import org.openautoglm.web.stream.EventEncoder;

/**
 * Encodes a streamed text completion: chunks of text, the echoed prompt first, one with the reason
 * each choice ended, and at last, when asked for, one with the usage and no choices.
 */
final class CompletionChunks implements EventEncoder {
  private final AnswerHead head;
  private final AnswerOptions options;

  /** Where the next token of each choice begins, for {@code text_offset}. */
  private final int[] offsets;

  CompletionChunks(AnswerHead head, AnswerOptions options, int choices) {
    this.head = head;
    this.options = options;
    this.offsets = new int[choices];
  }

  @Override
  public List<String> encode(StreamEvent event) {
    if (event instanceof StreamEvent.Prompt prompt) {
      return prompt(prompt);
    }
    if (event instanceof StreamEvent.Delta delta) {
      return delta(delta);
    }
    if (event instanceof StreamEvent.ChoiceFinished finished) {
      return List.of(
          chunk(choice(finished.choice(), "", List.of(), finished.reason(), json -> {})));
    }
    if (event instanceof StreamEvent.Completed completed && options.includeUsage()) {
      return List.of(usage(completed));
    }
    return List.of();
  }

  private List<String> prompt(StreamEvent.Prompt prompt) {
    if (prompt.text() == null && !options.tokenIds()) {
      return List.of();
    }
    String text = prompt.text() == null ? "" : prompt.text();
    return List.of(
        chunk(
            choice(
                prompt.choice(),
                text,
                prompt.logprobs(),
                null,
                json -> {
                  if (options.tokenIds()) {
                    JsonText.integers(json, "prompt_token_ids", prompt.tokens());
                  }
                })));
  }

  private List<String> delta(StreamEvent.Delta delta) {
    boolean ids = options.tokenIds() && !delta.tokens().isEmpty();
    if (delta.text().isEmpty() && delta.logprobs().isEmpty() && !ids) {
      return List.of();
    }
    return List.of(
        chunk(
            choice(
                delta.choice(),
                delta.text(),
                delta.logprobs(),
                null,
                json -> {
                  if (options.tokenIds()) {
                    JsonText.integers(json, "token_ids", delta.tokens());
                  }
                })));
  }

  private Consumer<JsonGenerator> choice(
      int index,
      String text,
      List<TokenLogprob> logprobs,
      StreamEvent.Reason reason,
      Consumer<JsonGenerator> more) {
    return json -> {
      json.writeStartObject().write("index", index).write("text", text);
      offsets[index] = LogprobsWriter.completion(json, logprobs, offsets[index]);
      Fields.finishReason(json, reason);
      more.accept(json);
      json.writeEnd();
    };
  }

  private String chunk(Consumer<JsonGenerator> choice) {
    return JsonText.of(
        json -> {
          head.open(json, "text_completion");
          json.writeStartArray("choices");
          choice.accept(json);
          json.writeEnd();
          if (options.includeUsage()) {
            json.writeNull("usage");
          }
          json.writeEnd();
        });
  }

  private String usage(StreamEvent.Completed completed) {
    return JsonText.of(
        json -> {
          head.open(json, "text_completion");
          json.writeStartArray("choices").writeEnd();
          Fields.usage(json, completed.usage());
          json.writeEnd();
        });
  }
}
