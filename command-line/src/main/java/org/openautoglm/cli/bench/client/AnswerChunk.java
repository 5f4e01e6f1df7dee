// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.client;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;

/**
 * One event of a streamed answer. What a server leaves out or writes in another form is empty.
 *
 * @param text generated text, thoughts included
 * @param ids token ids, where the server sends them
 * @param finished whether the answer has ended
 * @param usage null in all events but, usually, the last, and where it does not count the answer
 * @param error message of an error event, or null
 */
record AnswerChunk(
    String text, List<Integer> ids, boolean finished, TokenCounts usage, String error) {

  /** Where a chat delta may hold generated text; thinking models have one of the last two. */
  private static final List<String> TEXTS = List.of("content", "reasoning_content", "reasoning");

  /**
   * @throws IllegalArgumentException when that is no JSON object
   */
  static AnswerChunk parse(String data) {
    JsonObject chunk = JsonBodies.object(data);
    if (chunk.containsKey("error") && chunk.get("error") != JsonValue.NULL) {
      return new AnswerChunk("", List.of(), true, null, JsonBodies.message(chunk));
    }
    StringBuilder text = new StringBuilder();
    List<Integer> ids = List.of();
    boolean finished = false;
    if (chunk.get("choices") instanceof JsonArray choices && !choices.isEmpty()) {
      JsonObject choice =
          choices.get(0) instanceof JsonObject first ? first : JsonValue.EMPTY_JSON_OBJECT;
      text.append(string(choice.get("text")));
      text.append(deltaText(choice.get("delta")));
      ids = integers(choice.get("token_ids"));
      finished = choice.get("finish_reason") instanceof JsonString;
    }
    return new AnswerChunk(text.toString(), ids, finished, usage(chunk.get("usage")), null);
  }

  /** Some servers send a thought under two names; it is one text. */
  private static String deltaText(JsonValue delta) {
    if (delta instanceof JsonObject fields) {
      for (String name : TEXTS) {
        String text = string(fields.get(name));
        if (!text.isEmpty()) {
          return text;
        }
      }
    }
    return "";
  }

  private static TokenCounts usage(JsonValue value) {
    if (!(value instanceof JsonObject usage
        && usage.get("completion_tokens") instanceof JsonNumber answer)) {
      return null;
    }
    int cached =
        usage.get("prompt_tokens_details") instanceof JsonObject details
            ? integer(details.get("cached_tokens"))
            : 0;
    return new TokenCounts(integer(usage.get("prompt_tokens")), answer.intValue(), cached, true);
  }

  private static List<Integer> integers(JsonValue value) {
    return value instanceof JsonArray array
        ? array.stream().map(AnswerChunk::integer).toList()
        : List.of();
  }

  private static int integer(JsonValue value) {
    return value instanceof JsonNumber number ? number.intValue() : 0;
  }

  private static String string(JsonValue value) {
    return value instanceof JsonString string ? string.getString() : "";
  }
}
