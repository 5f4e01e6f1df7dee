// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.web.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openautoglm.serving.api.StreamEvent;
import org.openautoglm.serving.api.StreamEvent.ChoiceFinished;
import org.openautoglm.serving.api.StreamEvent.Completed;
import org.openautoglm.serving.api.StreamEvent.Delta;
import org.openautoglm.serving.api.StreamEvent.Prompt;
import org.openautoglm.serving.api.StreamEvent.Reason;
import org.openautoglm.serving.api.StreamEvent.TokenLogprob;
import org.openautoglm.serving.api.StreamEvent.ToolCall;
import org.openautoglm.serving.api.StreamEvent.Usage;
import org.openautoglm.web.stream.EventEncoder;

/** The exact text of whole and streamed answers. */
class AnswersOnTheWireTest {
  private static final AnswerHead HEAD = new AnswerHead("id-1", 1764000000L, "glm", "3f2a91c0");
  private static final AnswerOptions PLAIN = new AnswerOptions(false, false, false);
  private static final AnswerOptions EVERYTHING = new AnswerOptions(true, true, true);
  private static final String USAGE =
      "\"usage\":{\"prompt_tokens\":2,\"completion_tokens\":3,\"total_tokens\":5,"
          + "\"prompt_tokens_details\":{\"cached_tokens\":1},"
          + "\"completion_tokens_details\":{\"reasoning_tokens\":0}}";

  private static final List<StreamEvent> EVENTS =
      List.of(
          new Prompt(0, null, List.of(7, 8), List.of()),
          new Delta(0, "", List.of(), List.of()),
          new Delta(0, "Pa\"r", List.of(1, 2), List.of()),
          new Delta(0, "\u00efs\n", List.of(3), List.of()),
          new ChoiceFinished(0, Reason.LENGTH),
          new Completed(new Usage(2, 3, 1)));

  @Test
  void aWholeChat() {
    assertThat(ChatAnswerWriter.write(HEAD, gather(1, EVENTS), PLAIN))
        .isEqualTo(
            head("chat.completion")
                + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                + "\"content\":\"Pa\\\"r\u00efs\\n\",\"refusal\":null},"
                + "\"logprobs\":null,\"finish_reason\":\"length\"}],"
                + USAGE
                + "}");
  }

  @Test
  void aWholeChatWithTokenIds() {
    assertThat(ChatAnswerWriter.write(HEAD, gather(1, EVENTS), EVERYTHING))
        .contains("\"finish_reason\":\"length\",\"token_ids\":[1,2,3]}]")
        .endsWith(",\"prompt_token_ids\":[7,8]}");
  }

  @Test
  void aStreamedChat() {
    String start = head("chat.completion.chunk") + "\"choices\":[{\"index\":0,\"delta\":";
    String end = "\"logprobs\":null,\"finish_reason\":null}]}";

    assertThat(encode(new ChatChunks(HEAD, new AnswerOptions(true, false, false)), EVENTS))
        .containsExactly(
            start + "{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}," + end,
            start + "{\"content\":\"Pa\\\"r\"}," + end,
            start + "{\"content\":\"\u00efs\\n\"}," + end,
            start + "{},\"logprobs\":null,\"finish_reason\":\"length\"}]}");
  }

  private static final List<StreamEvent> CALLS =
      List.of(
          new ToolCall(0, "f", "{\"a\":1}"),
          new ToolCall(0, "g", "{}"),
          new ChoiceFinished(0, Reason.TOOL_CALLS),
          new Completed(new Usage(2, 3, 1)));
  private static final String ID = "\"id\":\"call_[0-9a-f]{32}\"";

  private static String withoutIds(String json) {
    return json.replaceAll(ID, "ID");
  }

  @Test
  void aWholeChatThatCallsTools() {
    assertThat(withoutIds(ChatAnswerWriter.write(HEAD, gather(1, CALLS), PLAIN)))
        .contains(
            "{\"role\":\"assistant\",\"content\":null,\"refusal\":null,\"tool_calls\":["
                + "{ID,\"type\":\"function\","
                + "\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":1}\"}},"
                + "{ID,\"type\":\"function\",\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}}]}",
            "\"finish_reason\":\"tool_calls\"");
  }

  @Test
  void aStreamedChatThatCallsTools() {
    String start = head("chat.completion.chunk") + "\"choices\":[{\"index\":0,\"delta\":";
    String end = "\"logprobs\":null,\"finish_reason\":null}]}";

    assertThat(encode(new ChatChunks(HEAD, new AnswerOptions(true, false, false)), CALLS))
        .map(AnswersOnTheWireTest::withoutIds)
        .containsExactly(
            start + "{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}," + end,
            start
                + "{\"tool_calls\":[{ID,\"type\":\"function\",\"function\":"
                + "{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":1}\"},\"index\":0}]},"
                + end,
            start
                + "{\"tool_calls\":[{ID,\"type\":\"function\",\"function\":"
                + "{\"name\":\"g\",\"arguments\":\"{}\"},\"index\":1}]},"
                + end,
            start + "{},\"logprobs\":null,\"finish_reason\":\"tool_calls\"}]}");
  }

  @Test
  void aStreamedChatWithUsageAndTokenIds() {
    String start = head("chat.completion.chunk") + "\"choices\":[{\"index\":0,\"delta\":";
    String end = "\"logprobs\":null,\"finish_reason\":null";

    assertThat(encode(new ChatChunks(HEAD, EVERYTHING), EVENTS))
        .containsExactly(
            start
                + "{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null},"
                + end
                + "}],\"usage\":null,\"prompt_token_ids\":[7,8]}",
            start + "{\"content\":\"Pa\\\"r\"}," + end + ",\"token_ids\":[1,2]}],\"usage\":null}",
            start + "{\"content\":\"\u00efs\\n\"}," + end + ",\"token_ids\":[3]}],\"usage\":null}",
            start + "{},\"logprobs\":null,\"finish_reason\":\"length\"}],\"usage\":null}",
            head("chat.completion.chunk") + "\"choices\":[]," + USAGE + "}");
  }

  @Test
  void everyChoiceOfAStreamedChatBeginsWithItsRole() {
    List<String> chunks =
        encode(
            new ChatChunks(HEAD, PLAIN),
            List.of(
                new Delta(1, "b", List.of(1), List.of()),
                new Delta(0, "a", List.of(1), List.of()),
                new ChoiceFinished(0, Reason.STOP),
                new ChoiceFinished(2, Reason.STOP)));

    assertThat(chunks).hasSize(7);
    assertThat(chunks.get(0)).contains("\"index\":1", "\"role\"");
    assertThat(chunks.get(2)).contains("\"index\":0", "\"role\"");
    assertThat(chunks.get(5)).contains("\"index\":2", "\"role\"");
  }

  @Test
  void logprobsOfAChat() {
    StreamEvent delta = new Delta(0, "\u00e9", List.of(5), List.of(logprobs()));
    String logprobs =
        "\"logprobs\":{\"content\":[{\"token\":\"\u00e9\",\"logprob\":-0.5,\"bytes\":[195,169],"
            + "\"top_logprobs\":[{\"token\":\"\u00e9\",\"logprob\":-0.5,\"bytes\":[195,169]},"
            + "{\"token\":\"x\",\"logprob\":-9999.0,\"bytes\":[120]}]}],\"refusal\":null}";

    assertThat(encode(new ChatChunks(HEAD, PLAIN), List.of(delta)).get(1)).contains(logprobs);
    assertThat(
            ChatAnswerWriter.write(
                HEAD, gather(1, List.of(delta, EVENTS.get(4), EVENTS.get(5))), PLAIN))
        .contains(logprobs);
  }

  @Test
  void aWholeCompletionWithEchoAndLogprobs() {
    List<StreamEvent> events =
        List.of(
            new Prompt(
                0,
                "\uD83D\uDE00b",
                List.of(7, 8),
                List.of(token("\uD83D\uDE00", null), token("b", -2.0))),
            new Delta(0, "\u00e9", List.of(5), List.of(logprobs())),
            new ChoiceFinished(0, Reason.STOP),
            new Completed(new Usage(2, 3, 1)));

    assertThat(
            CompletionAnswerWriter.write(
                HEAD, gather(1, events), new AnswerOptions(false, false, true)))
        .isEqualTo(
            head("text_completion")
                + "\"choices\":[{\"index\":0,\"text\":\"\uD83D\uDE00b\u00e9\",\"logprobs\":{"
                + "\"tokens\":[\"\uD83D\uDE00\",\"b\",\"\u00e9\"],"
                + "\"token_logprobs\":[null,-2.0,-0.5],"
                + "\"top_logprobs\":[null,null,{\"\u00e9\":-0.5,\"x\":-9999.0}],"
                + "\"text_offset\":[0,1,2]},\"finish_reason\":\"stop\","
                + "\"prompt_token_ids\":[7,8],\"token_ids\":[5]}],"
                + USAGE
                + "}");
  }

  @Test
  void aStreamedCompletionEchoesItsPromptFirst() {
    List<StreamEvent> events =
        List.of(
            new Prompt(0, "ab", List.of(7), List.of(token("ab", null))),
            new Delta(0, "c", List.of(1), List.of(token("c", -1.0))),
            new ChoiceFinished(0, Reason.STOP),
            new Completed(new Usage(2, 3, 1)));
    String start = head("text_completion") + "\"choices\":[{\"index\":0,\"text\":";

    assertThat(encode(new CompletionChunks(HEAD, EVERYTHING, 1), events))
        .containsExactly(
            start
                + "\"ab\",\"logprobs\":{\"tokens\":[\"ab\"],\"token_logprobs\":[null],"
                + "\"top_logprobs\":[null],\"text_offset\":[0]},\"finish_reason\":null,"
                + "\"prompt_token_ids\":[7]}],\"usage\":null}",
            start
                + "\"c\",\"logprobs\":{\"tokens\":[\"c\"],\"token_logprobs\":[-1.0],"
                + "\"top_logprobs\":[null],\"text_offset\":[2]},\"finish_reason\":null,"
                + "\"token_ids\":[1]}],\"usage\":null}",
            start + "\"\",\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":null}",
            head("text_completion") + "\"choices\":[]," + USAGE + "}");
  }

  @Test
  void aStreamedCompletionSaysNothingOfAPromptThatIsNotEchoed() {
    assertThat(encode(new CompletionChunks(HEAD, PLAIN, 1), EVENTS))
        .hasSize(3)
        .allSatisfy(chunk -> assertThat(chunk).doesNotContain("token_ids", "usage"));
  }

  @Test
  void choicesAreGatheredByTheirIndex() {
    GatheredAnswer answer =
        gather(
            2,
            List.of(
                new Delta(1, "b", List.of(2), List.of()),
                new Delta(0, "a", List.of(1), List.of()),
                new Delta(1, "c", List.of(3), List.of()),
                new ChoiceFinished(1, Reason.STOP),
                new ChoiceFinished(0, Reason.LENGTH),
                new Completed(new Usage(1, 3, 0))));

    assertThat(answer.choices()).extracting(GatheredAnswer.Choice::text).containsExactly("a", "bc");
    assertThat(answer.choices())
        .extracting(GatheredAnswer.Choice::reason)
        .containsExactly(Reason.LENGTH, Reason.STOP);
  }

  private static String head(String object) {
    return "{\"id\":\"id-1\",\"object\":\"%s\",\"created\":1764000000,\"model\":\"glm\",\"system_fingerprint\":\"3f2a91c0\","
        .formatted(object);
  }

  private static TokenLogprob logprobs() {
    TokenLogprob chosen = token("\u00e9", -0.5);
    TokenLogprob impossible = token("x", Double.NEGATIVE_INFINITY);
    return new TokenLogprob(5, chosen.token(), chosen.bytes(), -0.5, List.of(chosen, impossible));
  }

  private static TokenLogprob token(String text, Double logprob) {
    return new TokenLogprob(0, text, text.getBytes(StandardCharsets.UTF_8), logprob, List.of());
  }

  private static GatheredAnswer gather(int choices, List<StreamEvent> events) {
    GatheredAnswer answer = new GatheredAnswer(choices);
    events.forEach(answer);
    return answer;
  }

  private static List<String> encode(EventEncoder encoder, List<StreamEvent> events) {
    return events.stream().map(encoder::encode).flatMap(List::stream).toList();
  }
}
