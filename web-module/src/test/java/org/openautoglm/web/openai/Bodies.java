// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.openai;

import org.openautoglm.web.json.JsonField;
import org.openautoglm.web.json.JsonReader;

/** Request bodies of tests. */
final class Bodies {
  private Bodies() {}

  static JsonField of(String json) {
    return JsonField.root(JsonReader.read(json));
  }

  /** A chat body with one message and these further members. */
  static JsonField chat(String more) {
    return of("{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]" + more + "}");
  }
}
