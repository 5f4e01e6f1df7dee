// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openautoglm.engine.api.ChatPrompt;
import org.openautoglm.engine.api.ChatTemplate;
import org.openautoglm.engine.api.ChatTemplateException;
import org.openautoglm.engine.api.CheckpointException;

class ChatTemplatesTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2025-03-14T22:30:00Z"), ZoneId.of("Asia/Shanghai"));
  private static final List<Map<String, Object>> HELLO =
      List.of(Map.of("role", "user", "content", "Hello"));

  @TempDir Path folder;

  private void write(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private String render() {
    return render(new ChatPrompt(HELLO, null, true, Map.of()));
  }

  private String render(ChatPrompt prompt) {
    return find().render(prompt);
  }

  private ChatTemplate find() {
    return ChatTemplates.find(folder, CLOCK).orElseThrow();
  }

  @Test
  void aFolderWithoutTemplateHasNone() throws IOException {
    assertThat(ChatTemplates.find(folder, CLOCK)).isEmpty();
    write("tokenizer_config.json", "{\"eos_token\": \"</s>\", \"chat_template\": null}");
    assertThat(ChatTemplates.find(folder, CLOCK)).isEmpty();
  }

  @Test
  void theTemplateFileIsTakenBeforeTheKey() throws IOException {
    write("tokenizer_config.json", "{\"chat_template\": \"from key\"}");
    assertThat(render()).isEqualTo("from key");
    write("chat_template.json", "{\"chat_template\": \"from json\"}");
    assertThat(render()).isEqualTo("from json");
    write("chat_template.jinja", "from file");
    assertThat(render()).isEqualTo("from file");
  }

  @Test
  void aConversationBecomesAPrompt() throws IOException {
    write(
        "chat_template.jinja",
        """
        {{ bos_token }}
        {%- for message in messages %}
          {{- '<|' + message.role + '|>' + message.content + eos_token }}
        {%- endfor %}
        {%- if add_generation_prompt %}
          {{- '<|assistant|>' }}
        {%- endif %}
        """);
    write(
        "tokenizer_config.json",
        "{\"bos_token\": {\"content\": \"<s>\", \"lstrip\": false}, \"eos_token\": \"</s>\"}");
    assertThat(render()).isEqualTo("<s><|user|>Hello</s><|assistant|>");
    assertThat(render(new ChatPrompt(HELLO, null, false, null))).isEqualTo("<s><|user|>Hello</s>");
  }

  @Test
  void specialTokensComeFromBothFilesAndTheConfigurationWins() throws IOException {
    write(
        "chat_template.jinja",
        "{{ bos_token }}|{{ eos_token }}|{{ pad_token is defined }}|{{ unk_token }}|"
            + "{{ additional_special_tokens|join(',') }}|{{ add_bos_token is defined }}");
    write(
        "special_tokens_map.json",
        "{\"bos_token\": \"old\", \"eos_token\": {\"content\": \"<e>\"}, \"unk_token\": \"<u>\"}");
    write(
        "tokenizer_config.json",
        "{\"bos_token\": \"new\", \"pad_token\": null, \"add_bos_token\": true,"
            + " \"additional_special_tokens\": [\"<a>\", {\"content\": \"<b>\"}]}");
    assertThat(render()).isEqualTo("new|<e>|False|<u>|<a>,<b>|False");
  }

  @Test
  void toolsAndDocumentsAreNoneWhenAbsent() throws IOException {
    write(
        "chat_template.jinja",
        "{{ tools is defined }}{{ tools is none }}{{ documents is defined }}{{ documents }}"
            + "{{ other is defined }}");
    assertThat(render()).isEqualTo("TrueTrueTrueNoneFalse");
    assertThat(render(new ChatPrompt(HELLO, List.of(), true, Map.of())))
        .isEqualTo("TrueTrueTrueNoneFalse");
  }

  @Test
  void furtherArgumentsAreVariablesButCannotReplaceTheConversation() throws IOException {
    write(
        "chat_template.jinja",
        "{{ enable_thinking }} {{ bos_token }} {{ messages|length }} {{ documents|length }}");
    Map<String, Object> arguments = new HashMap<>();
    arguments.put("enable_thinking", false);
    arguments.put("bos_token", "mine");
    arguments.put("messages", List.of());
    arguments.put("documents", List.of("d"));
    assertThat(render(new ChatPrompt(HELLO, null, true, arguments))).isEqualTo("False mine 1 1");
  }

  @Test
  void aTemplateForToolsIsUsedWhenThereAreTools() throws IOException {
    write(
        "tokenizer_config.json",
        """
        {"chat_template": [{"name": "default", "template": "plain"},
                           {"name": "tool_use", "template": "tools {{ tools[0].name }}"}]}
        """);
    List<Map<String, Object>> tools = List.of(Map.of("name", "f"));
    assertThat(render()).isEqualTo("plain");
    assertThat(render(new ChatPrompt(HELLO, tools, true, Map.of()))).isEqualTo("tools f");
  }

  @Test
  void additionalTemplatesAreFiles() throws IOException {
    write("chat_template.jinja", "plain");
    write("additional_chat_templates/tool_use.jinja", "tools");
    assertThat(render(new ChatPrompt(HELLO, List.of(Map.of()), true, Map.of()))).isEqualTo("tools");
  }

  @Test
  void withoutADefaultTemplateTheOthersAreNamed() throws IOException {
    write(
        "tokenizer_config.json", "{\"chat_template\": [{\"name\": \"rag\", \"template\": \"\"}]}");
    assertThatThrownBy(this::render)
        .isInstanceOf(ChatTemplateException.class)
        .hasMessageContaining("[rag]");
  }

  @Test
  void theClockIsTheGivenOneInItsZone() throws IOException {
    write("chat_template.jinja", "{{ strftime_now('%d %B %Y %H:%M') }}");
    assertThat(render()).isEqualTo("15 March 2025 06:30");
  }

  @Test
  void aRefusalCarriesTheWordsOfTheTemplate() throws IOException {
    write(
        "chat_template.jinja",
        "{% if messages[0].role != 'system' %}\n{{ raise_exception('System first!') }}{% endif %}");
    assertThatExceptionOfType(ChatTemplateException.class)
        .isThrownBy(this::render)
        .withMessage("System first!")
        .satisfies(e -> assertThat(e.isRefusal()).isTrue());
  }

  @Test
  void aFailureNamesFileAndLine() throws IOException {
    write("chat_template.jinja", "a\nb\n{{ messages[0].content + 1 }}");
    assertThatExceptionOfType(ChatTemplateException.class)
        .isThrownBy(this::render)
        .withMessageContaining("chat_template.jinja")
        .satisfies(e -> assertThat(e).hasMessageNotContaining(folder.toString()))
        .withMessageContaining("line 3")
        .withMessageContaining("can only concatenate str")
        .satisfies(e -> assertThat(e.isRefusal()).isTrue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\n{% if x %}\nb", "a\n{{ x y }}", "a\n{% nonsense %}", "a\n{{ 'x"})
  void aSyntaxErrorIsFoundWhenTheTemplateIsLoaded(String template) throws IOException {
    write("chat_template.jinja", template);
    assertThatExceptionOfType(ChatTemplateException.class)
        .isThrownBy(this::find)
        .withMessageContaining("chat_template.jinja")
        .satisfies(e -> assertThat(e).hasMessageNotContaining(folder.toString()))
        .withMessageContaining("line 2")
        .satisfies(e -> assertThat(e.isRefusal()).isFalse());
  }

  @Test
  void aSyntaxErrorInTheConfigurationNamesThatFile() throws IOException {
    JsonObject config = new JsonObject();
    config.addProperty("chat_template", "{% for %}");
    write("tokenizer_config.json", config.toString());
    assertThatThrownBy(this::find)
        .isInstanceOf(ChatTemplateException.class)
        .hasMessageContaining("tokenizer_config.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "[\"x\"]", "[{\"name\": \"default\"}]", "{\"default\": []}"})
  void aTemplateOfTheWrongTypeIsRefused(String value) throws IOException {
    write("tokenizer_config.json", "{\"chat_template\": " + value + "}");
    assertThatThrownBy(this::find)
        .isInstanceOf(ChatTemplateException.class)
        .hasMessageContaining("tokenizer_config.json");
  }

  @Test
  void aHalfWrittenConfigurationIsRefused() throws IOException {
    write("tokenizer_config.json", "{\"chat_template\": \"abc");
    assertThatThrownBy(this::find)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("tokenizer_config.json");
  }

  @Test
  void textThatLooksLikeATemplateStaysText() throws IOException {
    write("chat_template.jinja", "{{ messages[0].content }}");
    List<Map<String, Object>> messages =
        List.of(Map.of("role", "user", "content", "{{ 1 + 1 }} {% raw %} {# x #} <b>&amp;</b>"));
    assertThat(render(new ChatPrompt(messages, null, true, Map.of())))
        .isEqualTo("{{ 1 + 1 }} {% raw %} {# x #} <b>&amp;</b>");
  }

  @Test
  void manyThreadsMayRenderAtOnce() throws Exception {
    write(
        "chat_template.jinja",
        "{% set ns = namespace(n=0) %}{% for i in range(n) %}{% set ns.n = ns.n + i %}"
            + "{% endfor %}{{ ns.n }}");
    ChatTemplate template = find();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<String>> results =
          threads.invokeAll(
              java.util.Collections.nCopies(
                  64, () -> template.render(new ChatPrompt(HELLO, null, true, Map.of("n", 500L)))));
      for (Future<String> result : results) {
        assertThat(result.get()).isEqualTo("124750");
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void jsonTextIsNotTouchedOnItsWay() throws IOException {
    write("chat_template.jinja", "{{ tools|tojson }}");
    Map<String, Object> tool = new java.util.LinkedHashMap<>();
    tool.put("z", 1L);
    tool.put("a", 1.0);
    tool.put("m", JsonParser.parseString("10000000000000000000000").getAsBigInteger());
    assertThat(render(new ChatPrompt(HELLO, List.of(tool), true, Map.of())))
        .isEqualTo("[{\"z\": 1, \"a\": 1.0, \"m\": 10000000000000000000000}]");
  }
}
