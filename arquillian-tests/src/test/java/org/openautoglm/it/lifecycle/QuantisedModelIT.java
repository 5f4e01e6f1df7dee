// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openautoglm.it.harness.Management;
import org.openautoglm.it.harness.ServerUnderTest;
import org.openautoglm.it.harness.Settings;
import org.openautoglm.it.harness.TestModels;
import org.openautoglm.it.harness.Wire;
import org.openautoglm.it.harness.Workers;

/** A model whose weights are quantised when it is loaded, and read as they are after that. */
@ExtendWith(ArquillianExtension.class)
class QuantisedModelIT {
  private final ServerUnderTest server = ServerUnderTest.current();
  private final Wire wire = Wire.asAdministrator(server);
  private final Settings settings = new Settings(server);

  @AfterEach
  void restore() throws IOException {
    settings.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"int8", "int4"})
  void a_quantised_model_says_so_and_answers_the_same_after_a_redeploy(String dtype)
      throws IOException {
    settings.change(Map.of("autoglm.dtype", dtype));
    String first = answer();
    assertThat(answer()).isEqualTo(first);
    assertThat(Wire.json(wire.get("/v1/models/glm")).get("compute_type").asText()).isEqualTo(dtype);
    assertThat(Workers.of(server, TestModels.GLM).get("compute_type").asText()).isEqualTo(dtype);

    try (Management management = Management.connect(server)) {
      management.redeploy();
    }

    assertThat(answer()).isEqualTo(first);
  }

  private String answer() {
    HttpResponse<String> answer =
        wire.post(
            "/v1/chat/completions",
            """
            {"model": "glm", "messages": [{"role": "user", "content": "Hello, who are you?"}],
             "temperature": 0, "max_tokens": 24}
            """);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Wire.json(answer).at("/choices/0/message/content").asText();
  }
}
