// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.openai;

import org.openautoglm.web.json.JsonField;

/**
 * How an answer is to be delivered.
 *
 * @param stream as server-sent events
 * @param includeUsage with a last chunk that carries the usage
 * @param tokenIds with the ids of prompt and answer ({@code return_token_ids}, as in vLLM)
 */
record AnswerOptions(boolean stream, boolean includeUsage, boolean tokenIds) {

  static AnswerOptions read(JsonField body) {
    return new AnswerOptions(
        isTrue(body.field("stream")),
        isTrue(body.field("stream_options").field("include_usage")),
        isTrue(body.field("return_token_ids")));
  }

  private static boolean isTrue(JsonField field) {
    return Boolean.TRUE.equals(field.bool());
  }
}
