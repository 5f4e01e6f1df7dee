// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.openai;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;

/** A successful answer that is one JSON text. */
final class JsonAnswer {
  private JsonAnswer() {}

  static Response of(String json) {
    return Response.ok(json.getBytes(StandardCharsets.UTF_8), MediaType.APPLICATION_JSON_TYPE)
        .build();
  }
}
