// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.admin;

import jakarta.json.stream.JsonGenerator;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.openautoglm.web.json.JsonText;

/** Answers of the administration interface; no cache may keep them. */
final class AdminAnswer {
  private AdminAnswer() {}

  /**
   * An answer of one JSON object.
   *
   * @param members writes what is inside its braces
   */
  static Response object(int status, Consumer<JsonGenerator> members) {
    String body =
        JsonText.of(
            json -> {
              json.writeStartObject();
              members.accept(json);
              json.writeEnd();
            });
    return Response.status(status)
        .type(MediaType.APPLICATION_JSON_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .entity(body.getBytes(StandardCharsets.UTF_8))
        .build();
  }

  /**
   * A list, as {@code data}.
   *
   * @param members writes what is inside the braces of one element
   */
  static <T> Response list(List<T> elements, BiConsumer<JsonGenerator, T> members) {
    return object(200, json -> data(json, elements, members));
  }

  /** The member {@code data} of a list, for an answer that has others beside it. */
  static <T> void data(JsonGenerator json, List<T> elements, BiConsumer<JsonGenerator, T> members) {
    json.writeStartArray("data");
    for (T element : elements) {
      json.writeStartObject();
      members.accept(json, element);
      json.writeEnd();
    }
    json.writeEnd();
  }
}
