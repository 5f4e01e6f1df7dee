// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.openautoglm.engine.api.ToolCallReader;
import org.openautoglm.engine.api.ToolCallReader.ToolCall;

class MarkedCallReaderTest {
  private static final Map<String, ToolDefinition> TOOLS =
      List.of(
              Map.<String, Object>of(
                  "name",
                  "weather",
                  "parameters",
                  Map.of(
                      "properties",
                      Map.of(
                          "city", Map.of("type", "string"),
                          "days", Map.of("type", "integer"),
                          "where", Map.of("type", "object"),
                          "note", Map.of("type", List.of("string", "null")),
                          "any", Map.of()))),
              Map.<String, Object>of("name", "stop"))
          .stream()
          .map(ToolDefinition::read)
          .collect(Collectors.toMap(ToolDefinition::name, Function.identity()));

  /** An answer as it was told. */
  private record Told(String text, List<ToolCall> calls) {}

  private static Told read(List<String> pieces) {
    ToolCallReader reader = new MarkedCallReader(new KeyValueSyntax(), TOOLS);
    StringBuilder text = new StringBuilder();
    List<ToolCall> calls = new ArrayList<>();
    for (String piece : pieces) {
      ToolCallReader.Found found = reader.read(piece);
      text.append(found.text());
      calls.addAll(found.calls());
    }
    ToolCallReader.Found last = reader.finish();
    text.append(last.text());
    calls.addAll(last.calls());
    return new Told(text.toString(), calls);
  }

  private static Told read(String answer) {
    return read(List.of(answer));
  }

  private static String argument(String key, String value) {
    return "<arg_key>" + key + "</arg_key>\n<arg_value>" + value + "</arg_value>\n";
  }

  private static String weather(String key, String value) {
    return "<tool_call>weather\n" + argument(key, value) + "</tool_call>";
  }

  @Test
  void calls_and_the_text_beside_them_are_told_apart() {
    String answer =
        "I look.\n<tool_call>weather\n"
            + argument("city", "\u5317\u4eac \"x\" <3\n")
            + argument("days", "3")
            + "</tool_call>\n<tool_call>stop\n</tool_call>\n Done. ";
    assertThat(read(answer))
        .isEqualTo(
            new Told(
                "I look.\n Done.",
                List.of(
                    new ToolCall(
                        "weather", "{\"city\":\"\u5317\u4eac \\\"x\\\" <3\\n\",\"days\":3}"),
                    new ToolCall("stop", "{}"))));
  }

  @Test
  void the_form_without_line_breaks_is_read_too() {
    assertThat(
            read("<tool_call>weather<arg_key>days</arg_key><arg_value>12</arg_value></tool_call>")
                .calls())
        .containsExactly(new ToolCall("weather", "{\"days\":12}"));
  }

  @Test
  void a_value_is_what_its_schema_says_it_is() {
    assertThat(argumentsOf("city", "12")).isEqualTo("{\"city\":\"12\"}");
    assertThat(argumentsOf("days", "12")).isEqualTo("{\"days\":12}");
    assertThat(argumentsOf("days", "many")).isEqualTo("{\"days\":\"many\"}");
    assertThat(argumentsOf("where", "{\"x\": [1.50, null]}"))
        .isEqualTo("{\"where\":{\"x\":[1.50,null]}}");
    assertThat(argumentsOf("where", "{\"x\": 1} and more"))
        .isEqualTo("{\"where\":\"{\\\"x\\\": 1} and more\"}");
    assertThat(argumentsOf("note", "null")).isEqualTo("{\"note\":null}");
    assertThat(argumentsOf("note", "true")).isEqualTo("{\"note\":\"true\"}");
    assertThat(argumentsOf("any", "true")).isEqualTo("{\"any\":true}");
    assertThat(argumentsOf("any", "maybe so")).isEqualTo("{\"any\":\"maybe so\"}");
    assertThat(argumentsOf("unheard", "")).isEqualTo("{\"unheard\":\"\"}");
  }

  private static String argumentsOf(String key, String value) {
    return read(weather(key, value)).calls().get(0).arguments();
  }

  @Test
  void what_is_no_call_in_the_end_stays_text() {
    for (String text :
        List.of(
            "",
            " Plain text, \n with a break. \n",
            "a <b> <tool",
            "<tool_call>weather\n<arg_key>city</arg_key>\n<arg_value>Ro",
            "<tool_call>fly\n</tool_call> \n",
            "</tool_call><tool_call>")) {
      assertThat(read(text)).isEqualTo(new Told(text, List.of()));
    }
  }

  @Test
  void marks_within_values_end_nothing() {
    String value = "a </tool_call> b <tool_call>stop\n</tool_call>";
    assertThat(argumentsOf("city", value))
        .isEqualTo("{\"city\":\"" + value.replace("\n", "\\n") + "\"}");
    assertThat(read("Say <tool_call> first.\n<tool_call>stop\n</tool_call>"))
        .isEqualTo(new Told("Say <tool_call> first.", List.of(new ToolCall("stop", "{}"))));
  }

  @Test
  void half_an_argument_makes_no_call() {
    String half = "<tool_call>weather\n<arg_key>city</arg_key>\n<arg_value>x\n</tool_call>";
    assertThat(read(half)).isEqualTo(new Told(half, List.of()));
  }

  @Test
  void text_does_not_wait_for_the_end() {
    ToolCallReader reader = new MarkedCallReader(new KeyValueSyntax(), TOOLS);
    assertThat(reader.read("Hello ").text()).isEqualTo("Hello");
    assertThat(reader.read("world <").text()).isEqualTo(" world");
    assertThat(reader.read("3").text()).isEqualTo(" <3");
  }

  @Property(tries = 500)
  void however_an_answer_is_cut_it_is_told_the_same(@ForAll long seed) {
    Random random = new Random(seed);
    List<String> parts =
        List.of(
            "text",
            " ",
            "\n",
            "<",
            "<tool_call>",
            "stop",
            "</tool_call>",
            "<arg_key>",
            "city",
            "</arg_key>",
            "<arg_value>",
            "</arg_value>",
            weather("city", "Rome"),
            "weather\n");
    StringBuilder answer = new StringBuilder();
    for (int i = random.nextInt(20); i >= 0; i--) {
      answer.append(parts.get(random.nextInt(parts.size())));
    }
    List<String> pieces = new ArrayList<>();
    int at = 0;
    while (at < answer.length()) {
      int end = Math.min(answer.length(), at + 1 + random.nextInt(12));
      pieces.add(answer.substring(at, end));
      at = end;
    }
    assertThat(read(pieces)).isEqualTo(read(answer.toString()));
  }
}
