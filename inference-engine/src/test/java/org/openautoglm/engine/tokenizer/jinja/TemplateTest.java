// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Small templates of our own with what Jinja2 itself makes of them. */
class TemplateTest {

  @TestFactory
  Stream<DynamicTest> rendersAsJinja2Does() throws IOException {
    JsonObject reference = read();
    Map<String, Object> variables = JsonValues.map(reference.getAsJsonObject("variables"));
    LocalDateTime now = LocalDateTime.parse(reference.get("now").getAsString());
    Clock clock = Clock.fixed(now.toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
    return reference.getAsJsonArray("cases").asList().stream()
        .map(JsonElement::getAsJsonObject)
        .map(
            each -> {
              String template = each.get("template").getAsString();
              return DynamicTest.dynamicTest(
                  template, () -> verify(template, each, variables, clock));
            });
  }

  private static void verify(
      String template, JsonObject reference, Map<String, Object> variables, Clock clock) {
    if (!reference.has("error")) {
      assertThat(render(template, variables, clock))
          .isEqualTo(reference.get("expected").getAsString());
      return;
    }
    JinjaException failure =
        assertThatExceptionOfType(JinjaException.class)
            .isThrownBy(() -> render(template, variables, clock))
            .actual();
    String kind = reference.get("error").getAsString();
    assertThat(failure.isRaised()).isEqualTo(kind.equals("raised"));
    if (kind.equals("syntax")) {
      assertThat(failure.line()).isEqualTo(reference.get("line").getAsInt());
    } else {
      assertThat(failure).hasMessage(reference.get("message").getAsString());
    }
  }

  private static String render(String template, Map<String, Object> variables, Clock clock) {
    return Template.parse(template).render(variables, clock, RenderLimits.standard());
  }

  private static JsonObject read() throws IOException {
    try (InputStream in =
        TemplateTest.class.getResourceAsStream("/tokenizers/template-cases.json")) {
      return JsonParser.parseReader(new InputStreamReader(in, UTF_8)).getAsJsonObject();
    }
  }
}
