// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.mini.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openautoglm.engine.api.ChatPrompt;
import org.openautoglm.engine.tokenizer.ChatTemplates;

/** The template that the model is taught with. */
class ChatTemplateTest {
  @TempDir private Path folder;

  @Test
  void aToolsDescriptionStandsBeforeItsNameAndWhatMayBeLeftOutHasAQuestionMark()
      throws IOException {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("city", Map.of("type", "string", "description", "城市"));
    properties.put("unit", Map.of("type", "string", "enum", List.of("C", "F")));
    Map<String, Object> described =
        Map.of(
            "name", "get_weather",
            "description", "查询天气",
            "parameters",
                Map.of("type", "object", "properties", properties, "required", List.of("city")));
    assertThat(rendered(Map.of("name", "get_time"), described))
        .isEqualTo(
            """
            [gMASK]<sop><|system|>
            # Tools
            get_time
            查询天气
            get_weather
            city: string, 城市
            unit?: string ["C", "F"]<|user|>
            Go<|assistant|>
            """);
  }

  private String rendered(Map<String, Object> tool, Map<String, Object> other) throws IOException {
    try (InputStream template = Corpus.class.getResourceAsStream("chat_template.jinja")) {
      Files.copy(template, folder.resolve("chat_template.jinja"));
    }
    List<Map<String, Object>> tools =
        List.of(
            Map.of("type", "function", "function", tool),
            Map.of("type", "function", "function", other));
    return ChatTemplates.find(folder, Clock.systemUTC())
        .orElseThrow()
        .render(new ChatPrompt(List.of(Example.user("Go")), tools, true, Map.of()));
  }
}
