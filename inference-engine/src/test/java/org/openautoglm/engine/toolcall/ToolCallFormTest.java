// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.openautoglm.engine.api.Grammar;
import org.openautoglm.engine.api.ToolCallReader;
import org.openautoglm.engine.api.ToolCalls;
import org.openautoglm.engine.grammar.PiecesTokenizer;
import org.openautoglm.engine.grammar.VocabularyTree;

class ToolCallFormTest {
  private static final List<String> MARKS =
      List.of(
          "<tool_call>", "</tool_call>", "<arg_key>", "</arg_key>", "<arg_value>", "</arg_value>");
  private static final String END = "<|user|>";
  private static final String EXAMPLE =
      "<|user|>Hello<|assistant|>\n<tool_call>probe\n<arg_key>key</arg_key>\n"
          + "<arg_value>value</arg_value>\n</tool_call>";
  private static final PiecesTokenizer TOKENIZER = tokenizer(MARKS);
  private static final ToolCallForm FORM = form(TOKENIZER).orElseThrow();
  private static final Pattern CALL =
      Pattern.compile(
          "<tool_call>([^\n<]*)\n?((?:<arg_key>.*?</arg_value>\n?)*)</tool_call>", Pattern.DOTALL);
  private static final Pattern ARGUMENT =
      Pattern.compile("<arg_key>(.*?)</arg_key>\n?<arg_value>(.*?)</arg_value>\n?", Pattern.DOTALL);

  private static Optional<ToolCallForm> form(PiecesTokenizer tokenizer) {
    return form(tokenizer, EXAMPLE);
  }

  private static Optional<ToolCallForm> form(PiecesTokenizer tokenizer, String rendered) {
    int rows = tokenizer.vocabularySize();
    VocabularyTree vocabulary =
        VocabularyTree.of(tokenizer, rows, ToolCallForm.marks(tokenizer), Set.of());
    return ToolCallForm.of(prompt -> rendered, tokenizer, vocabulary, rows);
  }

  private static PiecesTokenizer tokenizer(List<String> marks) {
    List<String> pieces =
        new ArrayList<>(
            List.of("get", "_", "weather", "ther\n", "e\n", "city", "day", "s", "12", "tr", "ue"));
    pieces.addAll(marks);
    pieces.add(END);
    return new PiecesTokenizer(pieces, 1);
  }

  private static Map<String, Object> tool(
      String name, Map<String, Object> properties, List<String> required) {
    return Map.of(
        "type",
        "function",
        "function",
        Map.of(
            "name",
            name,
            "parameters",
            Map.of("type", "object", "properties", properties, "required", required)));
  }

  private static final Map<String, Object> WEATHER =
      tool(
          "get_weather",
          Map.of(
              "city", Map.of("type", "string"),
              "days", Map.of("type", "integer"),
              "unit", Map.of("type", "string", "enum", List.of("celsius", "kelvin"))),
          List.of("city", "days"));
  private static final Map<String, Object> WEATHERS =
      tool("get_weathers", Map.of("all", Map.of("type", "boolean")), List.of());
  private static final Map<String, Object> STOP = tool("stop", Map.of(), List.of());

  /** Speaks for as long as there is a choice, or so many tokens; says what it said. */
  private static String babble(Grammar grammar, Random random, int most) {
    Grammar.Matcher matcher = grammar.matcher();
    List<Integer> said = new ArrayList<>();
    while (said.size() < most) {
      Optional<BitSet> allowed = matcher.allowed();
      int[] ids =
          allowed
              .map(BitSet::stream)
              .orElse(IntStream.range(0, TOKENIZER.vocabularySize()))
              .toArray();
      // marks are rare among so many bytes
      int[] marks =
          Arrays.stream(ids)
              .filter(id -> id >= TOKENIZER.id(MARKS.get(0)) && id <= TOKENIZER.id(MARKS.get(5)))
              .toArray();
      int[] from = marks.length > 0 && random.nextInt(3) == 0 ? marks : ids;
      int next = from[random.nextInt(from.length)];
      said.add(next);
      matcher.accept(next);
      if (next == TOKENIZER.id("</tool_call>")) {
        return text(said);
      }
    }
    return text(said);
  }

  private static String text(List<Integer> ids) {
    return TOKENIZER.decode(ids.stream().mapToInt(Integer::intValue).toArray(), false);
  }

  @Property(tries = 1000)
  void whatever_is_said_is_a_call_of_a_tool_with_what_it_requires(@ForAll long seed) {
    Random random = new Random(seed);
    Grammar grammar = FORM.of(List.of(WEATHER, WEATHERS, STOP)).grammar(true, true);
    String said = babble(grammar, random, 300);
    if (!said.endsWith("</tool_call>")) {
      return;
    }
    Matcher call = CALL.matcher(said.strip());
    assertThat(call.matches()).as(said).isTrue();
    Map<String, String> arguments = new LinkedHashMap<>();
    Matcher argument = ARGUMENT.matcher(call.group(2));
    while (argument.find()) {
      assertThat(arguments.put(argument.group(1), argument.group(2))).as("said twice").isNull();
    }
    switch (call.group(1)) {
      case "get_weather" -> {
        assertThat(arguments.keySet()).contains("city", "days").isSubsetOf("city", "days", "unit");
        assertThat(arguments.get("days")).matches("-?(0|[1-9][0-9]*)");
        assertThat(arguments.getOrDefault("unit", "kelvin")).isIn("celsius", "kelvin");
      }
      case "get_weathers" -> {
        assertThat(arguments.keySet()).isSubsetOf("all");
        assertThat(arguments.getOrDefault("all", "true")).isIn("true", "false");
      }
      case "stop" -> assertThat(arguments).isEmpty();
      default -> throw new AssertionError(said);
    }
  }

  /** What would hold too if nothing could ever be said. */
  @Test
  void every_tool_is_called_now_and_then() {
    Random random = new Random(5);
    Grammar grammar = FORM.of(List.of(WEATHER, WEATHERS, STOP)).grammar(true, true);
    Set<String> called = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      Matcher call = CALL.matcher(babble(grammar, random, 300).strip());
      if (call.matches()) {
        called.add(call.group(1));
      }
    }
    assertThat(called).containsExactlyInAnyOrder("get_weather", "get_weathers", "stop");
  }

  private static boolean maySay(Grammar grammar, String text) {
    Grammar.Matcher matcher = grammar.matcher();
    for (int id : TOKENIZER.encode(text, false)) {
      if (matcher.allowed().map(ids -> !ids.get(id)).orElse(false)) {
        return false;
      }
      matcher.accept(id);
    }
    return true;
  }

  @Test
  void calls_as_chat_templates_write_them_may_be_said() {
    Grammar grammar = FORM.of(List.of(WEATHER, WEATHERS, STOP)).grammar(false, true);
    String glm45 =
        "I will look.\n<tool_call>get_weather\n<arg_key>days</arg_key>\n<arg_value>12</arg_value>\n"
            + "<arg_key>city</arg_key>\n<arg_value>北京 <3 \n\"x\"</arg_value>\n</tool_call>";
    String glm47 =
        "<tool_call>get_weather<arg_key>city</arg_key><arg_value>Rome</arg_value>"
            + "<arg_key>days</arg_key><arg_value>3</arg_value></tool_call>";
    assertThat(maySay(grammar, glm45)).isTrue();
    assertThat(maySay(grammar, glm47)).isTrue();
    assertThat(maySay(grammar, glm45 + "\n<tool_call>stop\n</tool_call>" + END)).isTrue();
    assertThat(maySay(grammar, "<tool_call>get_weathers\n</tool_call> and so on" + END)).isTrue();
    assertThat(maySay(grammar, "There is nothing to call." + END)).isTrue();
  }

  @Test
  void calls_of_nothing_and_half_calls_may_not_be_said() {
    Grammar grammar = FORM.of(List.of(WEATHER, WEATHERS, STOP)).grammar(false, true);
    for (String wrong :
        List.of(
            "<tool_call>get_wind",
            "<tool_call>get_weather\n</tool_call>",
            "<tool_call>get_weather" + END,
            "<tool_call>stop\n<arg_key>",
            "<tool_call>get_weather\n<arg_key>town",
            "<tool_call>get_weather\n<arg_key>days</arg_key>\n<arg_value>many",
            "<tool_call>get_weather\n<arg_key>days</arg_key>\n<arg_value></arg_value>",
            "<tool_call>get_weather\n<arg_key>city</arg_key>\n<arg_value>Rome" + END,
            "<tool_call>get_weather\n<arg_key>city</arg_key>\n<arg_value>Rome</arg_value>\n"
                + "<arg_key>city",
            "<tool_call>get_weather\n<arg_key>city</arg_key>\n<arg_value>Rome</arg_value>\n"
                + "</tool_call>")) {
      assertThat(maySay(grammar, wrong)).as(wrong).isFalse();
    }
  }

  @Test
  void an_answer_that_must_be_a_call_begins_with_one_and_ends_as_it_likes() {
    Grammar grammar = FORM.of(List.of(STOP)).grammar(true, true);
    assertThat(maySay(grammar, "Well")).isFalse();
    assertThat(maySay(grammar, END)).isFalse();
    assertThat(maySay(grammar, "\n<tool_call>stop\n</tool_call>" + END)).isTrue();
  }

  @Test
  void the_only_call_is_followed_by_no_other() {
    Grammar grammar = FORM.of(List.of(STOP)).grammar(false, false);
    String call = "<tool_call>stop\n</tool_call>";
    assertThat(maySay(grammar, "So be it: " + call + " Done." + END)).isTrue();
    assertThat(maySay(grammar, call + "\n" + call)).isFalse();
    assertThat(maySay(grammar, call + "</arg_key>" + call)).isFalse();
  }

  @Test
  void a_schema_that_lists_not_all_its_properties_leaves_names_and_values_open() {
    Map<String, Object> schema =
        Map.of(
            "properties",
            Map.of("count", Map.of("type", "integer")),
            "required",
            List.of("count", "other"),
            "additionalProperties",
            true);
    Grammar grammar =
        FORM.of(List.of(Map.of("name", "save", "parameters", schema))).grammar(false, true);
    String call = "<tool_call>save\n<arg_key>other</arg_key>\n<arg_value>x</arg_value>\n";
    assertThat(
            maySay(
                grammar, call + "<arg_key>count</arg_key>\n<arg_value>7</arg_value>\n</tool_call>"))
        .isTrue();
    assertThat(maySay(grammar, call + "</tool_call>")).isFalse();
    assertThat(maySay(grammar, call + "<arg_key>count</arg_key>\n<arg_value>x")).isFalse();
  }

  @Test
  void objects_and_lists_are_json_that_keeps_to_its_schema() {
    Map<String, Object> items =
        Map.of("type", "array", "items", Map.of("$ref", "#/$defs/level"), "minItems", 1L);
    Map<String, Object> schema =
        Map.of(
            "properties",
            Map.of("level", items),
            "required",
            List.of("level"),
            "$defs",
            Map.of("level", Map.of("enum", List.of("low", "high"))));
    Grammar grammar =
        FORM.of(List.of(Map.of("name", "set", "parameters", schema))).grammar(false, true);
    assertThat(maySay(grammar, call("[\"low\", \"high\"]"))).isTrue();
    assertThat(maySay(grammar, call("[]"))).isFalse();
    assertThat(maySay(grammar, call("[\"none\"]"))).isFalse();
    assertThat(maySay(grammar, call("[\"low\""))).isFalse();
  }

  @Test
  void values_of_an_enum_are_written_as_templates_write_them() {
    Map<String, Object> level = new LinkedHashMap<>();
    level.put("enum", Arrays.asList("low", 3L, 1.5, null, true));
    Grammar grammar =
        FORM.of(List.of(tool("set", Map.of("level", level), List.of("level"))))
            .grammar(false, true);
    for (String value : List.of("low", "3", "1.5", "null", "true")) {
      assertThat(maySay(grammar, call(value))).as(value).isTrue();
    }
    assertThat(maySay(grammar, call("high"))).isFalse();
    assertThat(maySay(grammar, call("\"low\""))).isFalse();
  }

  private static String call(String level) {
    return "<tool_call>set\n<arg_key>level</arg_key>\n<arg_value>" + level + "</arg_value>";
  }

  @Test
  void optional_strings_are_strings_and_whole_numbers_are_held_to_their_type() {
    Map<String, Object> none = Map.of("type", "null");
    Map<String, Object> schema =
        Map.of(
            "properties",
            Map.of(
                "zip", Map.of("anyOf", List.of(Map.of("type", "string"), none)),
                "count", Map.of("anyOf", List.of(Map.of("type", "integer"), none))));
    ToolCalls calls = FORM.of(List.of(Map.of("name", "send", "parameters", schema)));
    String zip = "<tool_call>send\n<arg_key>zip</arg_key>\n<arg_value>8001</arg_value>\n";
    String count = "<arg_key>count</arg_key>\n<arg_value>";
    assertThat(maySay(calls.grammar(false, true), zip + count + "null</arg_value>")).isTrue();
    assertThat(maySay(calls.grammar(false, true), zip + count + "x")).isFalse();
    assertThat(calls.reader().read(zip + count + "2</arg_value>\n</tool_call>").calls())
        .containsExactly(new ToolCallReader.ToolCall("send", "{\"zip\":\"8001\",\"count\":2}"));
  }

  @Test
  void parameters_are_found_behind_references_and_odd_parts_spoil_no_others() {
    Map<String, Object> own =
        Map.of(
            "type",
            "object",
            "properties",
            Map.of(
                "zip", Map.of("type", "string"),
                "color",
                    Map.of(
                        "anyOf", List.of(Map.of("enum", List.of("red")), Map.of("type", "null"))),
                "tags",
                    Map.of("anyOf", List.of(Map.of("type", "string"), Map.of("type", "array")))),
            "required",
            List.of("zip"));
    Map<String, Object> referred = Map.of("$ref", "#/$defs/own", "$defs", Map.of("own", own));
    ToolCalls calls = FORM.of(List.of(Map.of("name", "send", "parameters", referred)));
    String call = "<tool_call>send\n<arg_key>zip</arg_key>\n<arg_value>8001</arg_value>\n";
    String color = call + "<arg_key>color</arg_key>\n<arg_value>";
    Grammar grammar = calls.grammar(false, true);
    assertThat(maySay(grammar, "<tool_call>send\n</tool_call>")).isFalse();
    assertThat(maySay(grammar, call + "<arg_key>bogus")).isFalse();
    assertThat(maySay(grammar, color + "red</arg_value>")).isTrue();
    assertThat(maySay(grammar, color + "blue")).isFalse();
    String tags = call + "<arg_key>tags</arg_key>\n<arg_value>[\"p\"]</arg_value>\n</tool_call>";
    assertThat(calls.reader().read(tags).calls())
        .containsExactly(
            new ToolCallReader.ToolCall("send", "{\"zip\":\"8001\",\"tags\":[\"p\"]}"));

    Map<String, Object> odd =
        Map.of(
            "properties",
            Map.of("zip", Map.of("type", "string"), "odd", Map.of("$ref", "#/nowhere")));
    ToolCalls free = FORM.of(List.of(Map.of("name", "send", "parameters", odd)));
    assertThat(free.reader().read(call + "</tool_call>").calls())
        .containsExactly(new ToolCallReader.ToolCall("send", "{\"zip\":\"8001\"}"));
  }

  @Test
  void a_tool_whose_parameters_are_not_told_takes_any() {
    Map<String, Object> tool = Map.of("name", "log", "parameters", Map.of("type", "object"));
    Grammar grammar = FORM.of(List.of(tool)).grammar(false, true);
    String call = "<tool_call>log\n<arg_key>any</arg_key>\n<arg_value>x</arg_value>\n</tool_call>";
    assertThat(maySay(grammar, call)).isTrue();
  }

  private static final String JSON_EXAMPLE =
      "<|im_start|>assistant\n<tool_call>\n"
          + "{\"name\": \"probe\", \"arguments\": {\"key\": \"value\"}}\n</tool_call>";

  @Test
  void calls_that_are_json_are_held_to_their_tools_and_read_too() {
    ToolCalls calls = form(TOKENIZER, JSON_EXAMPLE).orElseThrow().of(List.of(WEATHER, STOP));
    String call =
        "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"\u5317\u4eac\", \"days\": 3}}"
            + "\n</tool_call>";
    Grammar grammar = calls.grammar(false, true);
    // the order of the properties of a Map.of is not told
    boolean inOrder = maySay(grammar, call);
    String other =
        call.replace(
            "\"city\": \"\u5317\u4eac\", \"days\": 3", "\"days\": 3, \"city\": \"\u5317\u4eac\"");
    assertThat(inOrder ^ maySay(grammar, other)).isTrue();
    assertThat(maySay(grammar, "<tool_call>\n{\"name\": \"fly\"")).isFalse();
    assertThat(maySay(grammar, "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {}"))
        .isFalse();
    assertThat(
            maySay(grammar, "<tool_call>\n{\"name\": \"stop\", \"arguments\": {}}\n</tool_call>"))
        .isTrue();
    assertThat(calls.reader().read("Yes. " + call).calls())
        .containsExactly(
            new ToolCallReader.ToolCall("get_weather", "{\"city\":\"\u5317\u4eac\",\"days\":3}"));
    assertThat(calls.reader().read(call.replace("get_", "")).calls()).isEmpty();
  }

  @Test
  void a_template_that_writes_calls_in_another_way_has_no_known_form() {
    assertThat(form(TOKENIZER, "<|assistant|>probe\n{\"key\": \"value\"}")).isEmpty();
    assertThat(form(tokenizer(MARKS.subList(0, 2)), EXAMPLE)).isEmpty();
    assertThat(form(tokenizer(MARKS.subList(0, 2)), JSON_EXAMPLE)).isPresent();
  }

  @Test
  void a_vocabulary_without_the_marks_knows_no_such_calls() {
    assertThat(form(tokenizer(MARKS.subList(0, 5)))).isEmpty();
  }
}
