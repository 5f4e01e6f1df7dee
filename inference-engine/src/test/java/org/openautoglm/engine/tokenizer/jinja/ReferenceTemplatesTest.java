// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Real chat templates, rendered by transformers and by us. */
class ReferenceTemplatesTest {

  @TestFactory
  Stream<DynamicTest> rendersAsTransformersDoes() throws IOException {
    return templates().stream().flatMap(ReferenceTemplatesTest::tests);
  }

  @Test
  void aLongConversationIsRenderedWithinMilliseconds() throws IOException {
    for (Path file : templates()) {
      JsonObject reference = read(file);
      Template template = template(file, reference);
      Map<String, Object> input = JsonValues.map(case0(reference).getAsJsonObject("input"));
      List<?> messages = (List<?>) input.get("messages");
      List<Object> many = new java.util.ArrayList<>();
      for (int i = 0; i < 100; i++) {
        many.add(
            i % 2 == 0
                ? messages.get(0)
                : Map.of("role", "assistant", "content", "Answer number " + i));
      }
      input.put("messages", many);
      Clock clock = clock(reference);
      long best = Long.MAX_VALUE;
      for (int i = 0; i < 200; i++) {
        long start = System.nanoTime();
        template.render(input, clock, RenderLimits.standard());
        best = Math.min(best, System.nanoTime() - start);
      }
      assertThat(best).as(file.toString()).isLessThan(20_000_000);
    }
  }

  private static List<Path> templates() throws IOException {
    Path folder =
        Path.of(System.getProperty("autoglm.fixtures", "missing")).resolve("chat-templates/cases");
    assumeTrue(
        Files.isDirectory(folder), "reference data not present (autoglm.fixtures): " + folder);
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static Stream<DynamicTest> tests(Path file) {
    JsonObject reference = read(file);
    Template template = template(file, reference);
    Clock clock = clock(reference);
    return reference.getAsJsonArray("cases").asList().stream()
        .map(JsonElement::getAsJsonObject)
        .map(
            each ->
                DynamicTest.dynamicTest(
                    file.getFileName() + " " + each.get("name").getAsString(),
                    () -> verify(template, each, clock)));
  }

  private static void verify(Template template, JsonObject reference, Clock clock) {
    Map<String, Object> input = JsonValues.map(reference.getAsJsonObject("input"));
    if (!reference.has("error")) {
      assertThat(template.render(input, clock, RenderLimits.standard()))
          .isEqualTo(reference.get("expected").getAsString());
      return;
    }
    boolean raised = reference.get("error_kind").getAsString().equals("raise_exception");
    assertThatThrownBy(() -> template.render(input, clock, RenderLimits.standard()))
        .isInstanceOfSatisfying(
            JinjaException.class, e -> assertThat(e.isRaised()).isEqualTo(raised))
        .hasMessage(reference.get("error_message").getAsString());
  }

  private static JsonObject case0(JsonObject reference) {
    return reference.getAsJsonArray("cases").get(0).getAsJsonObject();
  }

  private static Template template(Path file, JsonObject reference) {
    Path source = file.resolveSibling("../templates/" + reference.get("template").getAsString());
    try {
      return Template.parse(Files.readString(source));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Clock clock(JsonObject reference) {
    LocalDateTime now = LocalDateTime.parse(reference.get("now").getAsString());
    return Clock.fixed(now.toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
  }

  private static JsonObject read(Path file) {
    try {
      return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
