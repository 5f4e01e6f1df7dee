// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.openai;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openautoglm.serving.api.GenerationSettings;
import org.openautoglm.web.json.JsonField;

/** Reads the settings that chat and text completions share. */
final class SettingsReader {
  private static final int MOST_TOP_LOGPROBS = 20;

  private SettingsReader() {}

  static GenerationSettings chat(JsonField body) {
    JsonField newer = body.field("max_completion_tokens");
    Integer longest = newer.int32();
    if (longest != null && longest < 1) {
      // further in it has the older name, which this caller did not send
      throw newer.invalid("must be at least 1, but is " + longest);
    }
    Integer older = body.field("max_tokens").int32();
    return settings(body, longest != null ? longest : older, chatLogprobs(body));
  }

  static GenerationSettings completion(JsonField body) {
    return settings(body, body.field("max_tokens").int32(), body.field("logprobs").int32());
  }

  private static GenerationSettings settings(JsonField body, Integer maxTokens, Integer logprobs) {
    checkShapes(body);
    return new GenerationSettings(
        maxTokens,
        body.field("temperature").number(),
        body.field("top_p").number(),
        body.field("top_k").int32(),
        body.field("min_p").number(),
        body.field("n").int32(),
        body.field("seed").int64(),
        stop(body.field("stop")),
        body.field("stop_token_ids").integers(),
        body.field("ignore_eos").bool(),
        body.field("min_tokens").int32(),
        body.field("skip_special_tokens").bool(),
        body.field("presence_penalty").number(),
        body.field("frequency_penalty").number(),
        body.field("repetition_penalty").number(),
        logitBias(body.field("logit_bias")),
        logprobs,
        body.field("user").string());
  }

  /** Fields that change nothing in the answer, but are known. */
  private static void checkShapes(JsonField body) {
    body.field("metadata").object();
  }

  /** {@code logprobs} switches on, {@code top_logprobs} says how many alternatives. */
  private static Integer chatLogprobs(JsonField body) {
    boolean wanted = Boolean.TRUE.equals(body.field("logprobs").bool());
    JsonField field = body.field("top_logprobs");
    Integer top = field.int32();
    if (top == null) {
      return wanted ? Integer.valueOf(0) : null;
    }
    if (top < 0 || top > MOST_TOP_LOGPROBS) {
      throw field.invalid("must be between 0 and " + MOST_TOP_LOGPROBS);
    }
    if (!wanted && top > 0) {
      throw field.invalid("needs 'logprobs' to be true");
    }
    return wanted ? top : null;
  }

  private static List<String> stop(JsonField field) {
    if (field.isString()) {
      return List.of(field.string());
    }
    if (field.given() && !field.isList()) {
      throw field.wrongType("a string or a list of strings");
    }
    return field.strings();
  }

  private static Map<Integer, Double> logitBias(JsonField field) {
    if (!field.given()) {
      return null;
    }
    Map<Integer, Double> biases = new LinkedHashMap<>();
    for (String id : field.object().keySet()) {
      biases.put(tokenId(field, id), field.field(id).required("a number").number());
    }
    return biases;
  }

  private static int tokenId(JsonField field, String id) {
    try {
      return Integer.parseInt(id);
    } catch (NumberFormatException e) {
      throw field.invalid("must have token ids, written as strings, for its keys");
    }
  }
}
