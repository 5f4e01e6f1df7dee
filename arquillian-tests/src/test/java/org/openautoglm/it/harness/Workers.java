// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.harness;

import com.fasterxml.jackson.databind.JsonNode;

/** What the server under test says its loaded models are doing. */
public final class Workers {
  private Workers() {}

  /**
   * The worker of a model.
   *
   * @throws AssertionError when the model is not loaded
   */
  public static JsonNode of(ServerUnderTest server, String model) {
    JsonNode workers = Wire.json(Wire.asAdministrator(server).get("/api/workers")).get("data");
    for (JsonNode worker : workers) {
      if (worker.get("model").asText().equals(model)) {
        return worker;
      }
    }
    throw new AssertionError("There is no worker of " + model + " among " + workers);
  }
}
