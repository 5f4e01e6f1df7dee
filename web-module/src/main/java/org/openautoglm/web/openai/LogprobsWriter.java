// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.openai;

import jakarta.json.stream.JsonGenerator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.openautoglm.serving.api.StreamEvent.TokenLogprob;

/** Writes log-probabilities in the two forms of the API. */
final class LogprobsWriter {
  /** What the API says in place of minus infinity, which JSON does not have. */
  private static final double IMPOSSIBLE = -9999.0;

  private LogprobsWriter() {}

  /** The form of chat completions; null when there are none. */
  static void chat(JsonGenerator json, List<TokenLogprob> tokens) {
    if (tokens.isEmpty()) {
      json.writeNull("logprobs");
      return;
    }
    json.writeStartObject("logprobs").writeStartArray("content");
    for (TokenLogprob token : tokens) {
      json.writeStartObject();
      describe(json, token);
      json.writeStartArray("top_logprobs");
      for (TokenLogprob other : token.top()) {
        json.writeStartObject();
        describe(json, other);
        json.writeEnd();
      }
      json.writeEnd().writeEnd();
    }
    json.writeEnd().writeNull("refusal").writeEnd();
  }

  private static void describe(JsonGenerator json, TokenLogprob token) {
    json.write("token", token.token());
    number(json, "logprob", token.logprob());
    if (token.bytes() == null) {
      json.writeNull("bytes");
      return;
    }
    json.writeStartArray("bytes");
    for (byte unit : token.bytes()) {
      json.write(Byte.toUnsignedInt(unit));
    }
    json.writeEnd();
  }

  /**
   * The form of text completions; null when there are none.
   *
   * @param offset where in the text of the choice the first token begins, in characters
   * @return where the next token would begin
   */
  static int completion(JsonGenerator json, List<TokenLogprob> tokens, int offset) {
    if (tokens.isEmpty()) {
      json.writeNull("logprobs");
      return offset;
    }
    json.writeStartObject("logprobs").writeStartArray("tokens");
    tokens.forEach(token -> json.write(token.token()));
    json.writeEnd().writeStartArray("token_logprobs");
    for (TokenLogprob token : tokens) {
      if (token.logprob() == null) {
        json.writeNull();
      } else {
        json.write(finite(token.logprob()));
      }
    }
    json.writeEnd().writeStartArray("top_logprobs");
    tokens.forEach(token -> top(json, token.top()));
    json.writeEnd().writeStartArray("text_offset");
    int position = offset;
    for (TokenLogprob token : tokens) {
      json.write(position);
      position += token.token().codePointCount(0, token.token().length());
    }
    json.writeEnd().writeEnd();
    return position;
  }

  /** Tokens of different ids can look alike; the likelier one comes first and is kept. */
  private static void top(JsonGenerator json, List<TokenLogprob> top) {
    if (top.isEmpty()) {
      json.writeNull();
      return;
    }
    Set<String> written = new HashSet<>();
    json.writeStartObject();
    for (TokenLogprob other : top) {
      if (written.add(other.token())) {
        number(json, other.token(), other.logprob());
      }
    }
    json.writeEnd();
  }

  private static void number(JsonGenerator json, String name, Double logprob) {
    if (logprob == null) {
      json.writeNull(name);
    } else {
      json.write(name, finite(logprob));
    }
  }

  private static double finite(double logprob) {
    return Double.isFinite(logprob) ? logprob : IMPOSSIBLE;
  }
}
