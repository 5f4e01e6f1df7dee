// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openautoglm.serving.api.ErrorCode;
import org.openautoglm.serving.api.ServingException;

class MessageReaderTest {

  @Test
  void rolesAndContentGoThroughAndDeveloperBecomesSystem() {
    assertThat(
            read(
                """
                [{"role": "developer", "content": "d"}, {"role": "system", "content": "s"},
                 {"role": "user", "content": "u", "name": "bob", "extra": 1},
                 {"role": "assistant", "content": "a", "reasoning_content": "r"},
                 {"role": "tool", "content": "t", "tool_call_id": "c1"}]
                """))
        .isEqualTo(
            List.of(
                Map.of("role", "system", "content", "d"),
                Map.of("role", "system", "content", "s"),
                Map.of("role", "user", "content", "u", "name", "bob"),
                Map.of("role", "assistant", "content", "a", "reasoning_content", "r"),
                Map.of("role", "tool", "content", "t", "tool_call_id", "c1")));
  }

  @Test
  void partsOfTextAreJoinedByLineBreaks() {
    assertThat(
            content(
                "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},"
                    + "{\"type\":\"text\",\"text\":\"b\"}]}"))
        .isEqualTo("a\nb");
    assertThat(content("{\"role\":\"user\",\"content\":[]}")).isEqualTo("");
  }

  @ParameterizedTest
  @ValueSource(strings = {"image_url", "input_audio", "video_url", "file"})
  void mediaIsRefusedAsUnsupported(String type) {
    String message =
        "[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"%s\"}]}]"
            .formatted(type);

    assertThatThrownBy(() -> read(message))
        .isInstanceOfSatisfying(
            ServingException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_CONTENT);
              assertThat(e.parameter()).isEqualTo("messages[0].content[1]");
            });
  }

  @Test
  void argumentsOfToolCallsBecomeObjectsWhenTheySpellOne() {
    assertThat(arguments("\"{\\\"b\\\": 1, \\\"a\\\": [2.0]}\""))
        .isEqualTo(Map.of("b", 1L, "a", List.of(2.0)));
    assertThat(arguments("{\"b\": 1}")).isEqualTo(Map.of("b", 1L));
    assertThat(arguments("\"\"")).isEqualTo(Map.of());
    assertThat(arguments("null")).isEqualTo(Map.of());
    assertThat(arguments("\"{broken\"")).isEqualTo("{broken");
    assertThat(arguments("\"[1]\"")).isEqualTo("[1]");
  }

  @Test
  void anAssistantThatCallsToolsOrRefusesNeedsNoContent() {
    assertThat(content("{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[]}"))
        .isEqualTo("");
    assertThat(content("{\"role\":\"assistant\",\"refusal\":\"no\"}")).isEqualTo("no");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5 | messages | must be a list",
        "[] | messages | must have at least one message",
        "['a'] | messages[0] | must be an object",
        "[{}] | messages[0].role | is required",
        "[{'role': 'robot', 'content': ''}] | messages[0].role | must be one of developer, system",
        "[{'role': 'user'}] | messages[0].content | is required",
        "[{'role': 'user', 'content': null}] | messages[0].content | but is null",
        "[{'role': 'assistant', 'content': null}] | messages[0].content | but is null",
        "[{'role': 'user', 'content': 5}] | messages[0].content | a string or a list of parts",
        "[{'role': 'user', 'content': ['a']}] | messages[0].content[0] | must be an object",
        "[{'role': 'user', 'content': [{}]}] | messages[0].content[0].type | is required",
        "[{'role': 'user', 'content': [{'type': 'text'}]}] | messages[0].content[0].text | required",
        "[{'role': 'user', 'content': [{'type': 'smell'}]}] | messages[0].content[0].type | be text",
        "[{'role': 'user', 'content': '', 'name': 5}] | messages[0].name | must be a string",
        "[{'role': 'assistant', 'content': '', 'tool_calls': {}}] | messages[0].tool_calls | a list",
        "[{'role': 'assistant', 'tool_calls': [1]}] | messages[0].tool_calls[0] | an object",
        "[{'role': 'assistant', 'tool_calls': [{}]}] | messages[0].tool_calls[0].function | required"
      })
  void aMessageThatIsWrongIsNamed(String messages, String parameter, String problem) {
    assertThatThrownBy(() -> read(messages.replace('\'', '"')))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.parameter()).isEqualTo(parameter))
        .hasMessageContaining(problem);
  }

  private static Object arguments(String json) {
    Map<String, Object> message =
        read("[{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\","
                + "\"function\":{\"name\":\"f\",\"arguments\":"
                + json
                + "}}]}]")
            .get(0);
    Map<?, ?> call = (Map<?, ?>) ((List<?>) message.get("tool_calls")).get(0);
    assertThat(call.get("id")).isEqualTo("c");
    return ((Map<?, ?>) call.get("function")).get("arguments");
  }

  private static Object content(String message) {
    return read("[" + message + "]").get(0).get("content");
  }

  private static List<Map<String, Object>> read(String messages) {
    return MessageReader.read(Bodies.of("{\"messages\":" + messages + "}").field("messages"));
  }
}
