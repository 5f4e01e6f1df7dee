// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openautoglm.serving.api.ChatRequest;
import org.openautoglm.serving.api.GenerationSettings;
import org.openautoglm.serving.api.ServingException;
import org.openautoglm.serving.api.ToolChoice;

class ChatRequestReaderTest {

  @Test
  void onlyMessagesAreNeeded() {
    ChatCall call = ChatRequestReader.read(Bodies.chat(""));

    assertThat(call.request())
        .isEqualTo(
            new ChatRequest(
                null,
                List.of(Map.of("role", "user", "content", "Hi")),
                Map.of(),
                GenerationSettings.defaults()));
    assertThat(call.options()).isEqualTo(new AnswerOptions(false, false, false));
  }

  @Test
  void everySettingIsHonoured() {
    ChatCall call =
        ChatRequestReader.read(
            Bodies.chat(
                """
                , "model": "glm", "max_completion_tokens": 7, "max_tokens": 9, "temperature": 0.5,
                "top_p": 0.9, "top_k": 40, "min_p": 0.1, "n": 2, "seed": 9007199254740993,
                "stop": ["a", "b"], "stop_token_ids": [5], "ignore_eos": true, "min_tokens": 5,
                "skip_special_tokens": false, "presence_penalty": 1, "frequency_penalty": -1,
                "repetition_penalty": 1.1, "logit_bias": {"17": -100, "3": 2.5}, "logprobs": true,
                "top_logprobs": 3, "user": "u", "metadata": {"k": "v"}, "stream": true,
                "stream_options": {"include_usage": true}, "return_token_ids": true,
                "reasoning_effort": "low", "chat_template_kwargs": {"enable_thinking": false},
                "parallel_tool_calls": true, "response_format": {"type": "text"},
                "something_new": {"is": "ignored"}
                """));

    assertThat(call.request().model()).isEqualTo("glm");
    assertThat(call.request().settings())
        .isEqualTo(
            new GenerationSettings(
                7,
                0.5,
                0.9,
                40,
                0.1,
                2,
                9007199254740993L,
                List.of("a", "b"),
                List.of(5),
                true,
                5,
                false,
                1.0,
                -1.0,
                1.1,
                Map.of(17, -100.0, 3, 2.5),
                3,
                "u"));
    assertThat(call.request().chatTemplateArguments())
        .isEqualTo(Map.of("enable_thinking", false, "reasoning_effort", "low"));
    assertThat(call.options()).isEqualTo(new AnswerOptions(true, true, true));
  }

  @Test
  void nullIsAsGoodAsAbsent() {
    ChatCall call =
        ChatRequestReader.read(
            Bodies.chat(
                """
                , "model": null, "max_tokens": null, "temperature": null, "stop": null,
                "logit_bias": null, "tools": null, "tool_choice": null, "stream": null,
                "stream_options": null, "response_format": null, "logprobs": null,
                "chat_template_kwargs": null, "reasoning_effort": null
                """));

    assertThat(call).isEqualTo(ChatRequestReader.read(Bodies.chat("")));
  }

  @Test
  void maxTokensStandsInForItsNewerName() {
    assertThat(settings(", \"max_tokens\": 9").maxTokens()).isEqualTo(9);
  }

  @Test
  void stopMayBeOneString() {
    assertThat(settings(", \"stop\": \"end\"").stop()).containsExactly("end");
  }

  @Test
  void logprobsAloneAskForNoAlternatives() {
    assertThat(settings(", \"logprobs\": true").logprobs()).isZero();
    assertThat(settings(", \"logprobs\": false, \"top_logprobs\": 0").logprobs()).isNull();
  }

  @Test
  void anExplicitTemplateArgumentWinsOverReasoningEffort() {
    ChatCall call =
        ChatRequestReader.read(
            Bodies.chat(
                ", \"reasoning_effort\": \"low\", \"chat_template_kwargs\":"
                    + " {\"reasoning_effort\": \"max\"}"));

    assertThat(call.request().chatTemplateArguments()).containsEntry("reasoning_effort", "max");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'temperature': 'NaN'               | temperature          | must be a number",
        "'temperature': [0.5]               | temperature          | must be a number",
        "'max_tokens': 1.5                  | max_tokens           | must be an integer",
        "'max_tokens': 99999999999          | max_tokens           | must be between",
        "'max_completion_tokens': 'many'    | max_completion_tokens | must be an integer",
        "'max_completion_tokens': 0         | max_completion_tokens | must be at least 1",
        "'seed': 99999999999999999999       | seed                 | must be between",
        "'stop': 5                          | stop                 | a string or a list of strings",
        "'stop': ['a', 5]                   | stop[1]              | must be a string",
        "'stop': ['a', null]                | stop[1]              | must be a string",
        "'stop_token_ids': ['a']            | stop_token_ids[0]    | must be an integer",
        "'logit_bias': {'a': 1}             | logit_bias           | token ids",
        "'logit_bias': {'1': 'x'}           | logit_bias.1         | must be a number",
        "'logit_bias': {'1': null}          | logit_bias.1         | must be a number",
        "'logprobs': 3                      | logprobs             | must be true or false",
        "'logprobs': true, 'top_logprobs': 21 | top_logprobs       | between 0 and 20",
        "'logprobs': true, 'top_logprobs': -1 | top_logprobs       | between 0 and 20",
        "'top_logprobs': 2                  | top_logprobs         | needs 'logprobs'",
        "'stream': 'yes'                    | stream               | must be true or false",
        "'stream_options': true             | stream_options       | must be an object",
        "'stream_options': {'include_usage': 1} | stream_options.include_usage | true or false",
        "'response_format': {'type': 'json_schema'} | response_format.json_schema | is required",
        "'response_format': {'type': 'json_schema', 'json_schema': {}} | response_format.json_schema.schema | is required",
        "'response_format': {'type': 'xml'} | response_format.type | must be text, json_object or",
        "'response_format': {}              | response_format.type | is required",
        "'tool_choice': 'required'          | tool_choice          | needs 'tools'",
        "'tool_choice': {}                  | tool_choice.type     | is required",
        "'tool_choice': {'type': 'custom'}  | tool_choice.type     | must be function",
        "'tool_choice': {'type': 'function'} | tool_choice.function | is required",
        "'tool_choice': {'type': 'function', 'function': {'name': 'f'}} | tool_choice.function.name | none of",
        "'tool_choice': 'sometimes'         | tool_choice          | must be auto, none, required",
        "'tools': [{'type': 'custom'}]      | tools[0].type        | must be function",
        "'tools': [{'type': 'function'}]    | tools[0].function    | is required",
        "'tools': [{'type': 'function', 'function': {}}] | tools[0].function.name | is required",
        "'tools': [{'type': 'function', 'function': {'name': 'a b'}}] | tools[0].function.name | blanks",
        "'tools': ['a']                     | tools[0]             | must be an object",
        "'reasoning_effort': 'extreme'      | reasoning_effort     | must be one of",
        "'chat_template_kwargs': {'messages': []} | chat_template_kwargs | must not set messages",
        "'metadata': 5                      | metadata             | must be an object",
        "'user': {}                         | user                 | must be a string",
        "'model': 5                         | model                | must be a string",
        "'n': true                          | n                    | must be an integer"
      })
  void aFieldThatIsWrongIsNamed(String members, String parameter, String problem) {
    // quotes are swapped so that the table stays readable; apostrophes in messages are not
    String json = ", " + members.replace('\'', '"');

    assertThatThrownBy(() -> ChatRequestReader.read(Bodies.chat(json)))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.parameter()).isEqualTo(parameter))
        .hasMessageStartingWith("'" + parameter + "' ")
        .hasMessageContaining(problem);
  }

  @Test
  void toolsGoToTheTemplateAsTheyAreUnlessChoiceIsNone() {
    String tools =
        ", \"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"f\", \"parameters\":"
            + " {\"b\": 1, \"a\": 1.0, \"c\": 99999999999999999999}}}]";

    List<Map<String, Object>> shown = ChatRequestReader.read(Bodies.chat(tools)).request().tools();
    Map<?, ?> function = (Map<?, ?>) shown.get(0).get("function");
    Map<?, ?> parameters = (Map<?, ?>) function.get("parameters");
    assertThat(parameters.keySet().toArray()).containsExactly("b", "a", "c");
    assertThat(parameters.values().toArray())
        .containsExactly(1L, 1.0, new java.math.BigInteger("99999999999999999999"));
    assertThat(
            ChatRequestReader.read(Bodies.chat(tools + ", \"tool_choice\": \"none\""))
                .request()
                .tools())
        .isNull();
    assertThat(ChatRequestReader.read(Bodies.chat(", \"tools\": []")).request().tools()).isNull();
  }

  @Test
  void anAnswerMayBeHeldToJson() {
    assertThat(answerSchema("")).isNull();
    assertThat(answerSchema(", \"response_format\": {\"type\": \"text\"}")).isNull();
    assertThat(answerSchema(", \"response_format\": {\"type\": \"json_object\"}"))
        .isEqualTo(Map.of("type", "object"));
    assertThat(
            answerSchema(
                ", \"response_format\": {\"type\": \"json_schema\", \"json_schema\": {\"name\":"
                    + " \"n\", \"strict\": true, \"schema\": {\"type\": \"array\"}}}"))
        .isEqualTo(Map.of("type", "array"));
  }

  private static Map<String, Object> answerSchema(String more) {
    return ChatRequestReader.read(Bodies.chat(more)).request().answerSchema();
  }

  @Test
  void aCallMayBeDemandedAndBeTheOnlyOne() {
    String tools = ", \"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"f\"}}]";
    assertThat(choice(tools)).isEqualTo(ToolChoice.auto());
    assertThat(choice(tools + ", \"tool_choice\": \"required\""))
        .isEqualTo(new ToolChoice(true, null, true));
    assertThat(
            choice(
                tools
                    + ", \"parallel_tool_calls\": false, \"tool_choice\": {\"type\":"
                    + " \"function\", \"function\": {\"name\": \"f\"}}"))
        .isEqualTo(new ToolChoice(true, "f", false));
  }

  private static ToolChoice choice(String more) {
    return ChatRequestReader.read(Bodies.chat(more)).request().toolChoice();
  }

  private static GenerationSettings settings(String more) {
    return ChatRequestReader.read(Bodies.chat(more)).request().settings();
  }
}
