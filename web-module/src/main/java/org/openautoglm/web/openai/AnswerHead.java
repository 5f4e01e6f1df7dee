// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.openai;

import jakarta.json.stream.JsonGenerator;
import java.util.UUID;
import org.openautoglm.serving.api.GenerationStream;

/**
 * What every object of one answer begins with.
 *
 * @param created seconds since 1970
 * @param fingerprint version of the model
 */
record AnswerHead(String id, long created, String model, String fingerprint) {

  /**
   * @param prefix {@code chatcmpl-} or {@code cmpl-}
   */
  static AnswerHead of(String prefix, GenerationStream stream) {
    return new AnswerHead(
        prefix + UUID.randomUUID().toString().replace("-", ""),
        stream.created().getEpochSecond(),
        stream.model(),
        stream.modelVersion());
  }

  /** Writes the opening of an object, which the caller ends. */
  void open(JsonGenerator json, String object) {
    json.writeStartObject()
        .write("id", id)
        .write("object", object)
        .write("created", created)
        .write("model", model)
        .write("system_fingerprint", fingerprint);
  }
}
