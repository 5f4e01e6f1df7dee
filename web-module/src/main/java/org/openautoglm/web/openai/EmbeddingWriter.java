// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.openai;

import jakarta.json.stream.JsonGenerator;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.openautoglm.serving.api.EmbeddingResult;
import org.openautoglm.web.json.JsonText;

/** Writes embeddings, as numbers or as base64 of little-endian 32-bit floats. */
final class EmbeddingWriter {
  private EmbeddingWriter() {}

  static String write(EmbeddingResult result, boolean base64) {
    return JsonText.of(
        json -> {
          json.writeStartObject().write("object", "list").writeStartArray("data");
          for (int i = 0; i < result.vectors().size(); i++) {
            json.writeStartObject().write("object", "embedding").write("index", i);
            vector(json, result.vectors().get(i), base64);
            json.writeEnd();
          }
          json.writeEnd().write("model", result.model());
          json.writeStartObject("usage")
              .write("prompt_tokens", result.promptTokens())
              .write("total_tokens", result.promptTokens())
              .writeEnd();
          json.writeEnd();
        });
  }

  private static void vector(JsonGenerator json, float[] vector, boolean base64) {
    if (base64) {
      ByteBuffer bytes =
          ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(vector);
      json.write("embedding", Base64.getEncoder().encodeToString(bytes.array()));
      return;
    }
    json.writeStartArray("embedding");
    for (float number : vector) {
      // the shortest decimal that is this float; as a double it would have digits it never had
      json.write(new BigDecimal(Float.toString(number)));
    }
    json.writeEnd();
  }
}
