// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.load;

import jakarta.json.Json;
import jakarta.json.stream.JsonGenerator;
import java.io.StringWriter;
import org.openautoglm.cli.bench.client.Call;
import org.openautoglm.cli.bench.client.Reply;

/** One user's requests, each of which holds all that was said before. */
public final class Conversation {
  private final RequestOptions options;
  private final Lengths lengths;
  private final PromptWriter prompt;
  private final int turns;
  private int turn;

  Conversation(RequestOptions options, Lengths lengths, PromptWriter prompt, int turns) {
    this.options = options;
    this.lengths = lengths;
    this.prompt = prompt;
    this.turns = turns;
  }

  boolean hasNext() {
    return left() > 0;
  }

  /** Turns that have not been said yet. */
  int left() {
    return turns - turn;
  }

  /** Says the next thing. */
  Call next(long intended) {
    turn++;
    prompt.ask(lengths.prompt());
    return new Call(body(), turn, lengths.answer(), intended);
  }

  void answered(Reply reply) {
    if (hasNext()) {
      prompt.answered(reply);
    }
  }

  private String body() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = Json.createGenerator(text)) {
      json.writeStartObject();
      if (options.model() != null) {
        json.write("model", options.model());
      }
      prompt.write(json);
      json.write("max_tokens", lengths.answer())
          .write("temperature", options.temperature())
          .write("stream", true)
          .writeStartObject("stream_options")
          .write("include_usage", true)
          .writeEnd();
      if (options.ignoreEos()) {
        json.write("ignore_eos", true);
      }
      if (options.tokenIds()) {
        json.write("return_token_ids", true);
      }
      options.extra().forEach(json::write);
      json.writeEnd();
    }
    return text.toString();
  }
}
