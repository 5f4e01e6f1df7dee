// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.openautoglm.cli.bench.client.Endpoint;
import org.openautoglm.cli.bench.client.JsonBodies;
import org.openautoglm.cli.bench.client.Reply;

class ConversationSourceTest {
  private static final List<Integer> IDS = IntStream.range(1000, 1300).boxed().toList();

  @Property(tries = 50)
  void promptsHaveTheirExactLengthAndShareTheirPrefixAlone(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 300) int tokens,
      @ForAll @IntRange(max = 100) int shared) {
    ConversationSource source = source(Endpoint.COMPLETIONS, tokens, shared, seed);
    List<Integer> one = ids(source, 0);
    Set<Integer> firsts = new HashSet<>();
    for (int i = 0; i < IDS.size(); i++) {
      List<Integer> other = ids(source, i);
      assertThat(other).hasSize(shared + tokens);
      assertThat(other.subList(0, shared)).isEqualTo(one.subList(0, shared));
      firsts.add(other.get(shared));
    }
    assertThat(firsts).as("each begins differently").hasSize(IDS.size());
  }

  @Test
  void theSameSeedAsksTheSame() {
    ConversationSource one = source(Endpoint.COMPLETIONS, 20, 5, 7);
    ConversationSource other = source(Endpoint.COMPLETIONS, 20, 5, 8);
    assertThat(ids(one, 3)).isEqualTo(ids(one, 3)).isNotEqualTo(ids(other, 3));
  }

  @Test
  void textHasAsManyWordsAsItsTokensNeed() {
    Vocabulary common = Vocabulary.common();
    Vocabulary twoEach = new Vocabulary(common.words(), List.of(), 2);
    ConversationSource source =
        new ConversationSource(
            Endpoint.COMPLETIONS, twoEach, options(), LengthMix.of(100, 1), 0, 1);
    String prompt = body(source.make(0, 1)).getString("prompt");
    assertThat(prompt.split(" ")).hasSize(50);
  }

  @Test
  void aConversationHoldsAllThatWasSaid() {
    Conversation conversation = source(Endpoint.CHAT, 4, 3, 1).make(0, 2);
    body(conversation);
    assertThat(conversation.hasNext()).isTrue();
    conversation.answered(new Reply(null, "said before", List.of(), null));
    JsonObject second = body(conversation);
    assertThat(second.getJsonArray("messages").getValuesAs(JsonObject.class))
        .extracting(message -> message.getString("role"))
        .containsExactly("system", "user", "assistant", "user");
    assertThat(second.getJsonArray("messages").getJsonObject(2).getString("content"))
        .isEqualTo("said before");
    assertThat(conversation.hasNext()).isFalse();
  }

  @Test
  void tokensOfAnAnswerJoinThePrompt() {
    Conversation conversation = source(Endpoint.COMPLETIONS, 4, 0, 1).make(0, 2);
    body(conversation);
    conversation.answered(new Reply(null, "x", List.of(7, 8), null));
    List<Integer> second = prompt(body(conversation));
    assertThat(second).hasSize(10);
    assertThat(second.subList(4, 6)).containsExactly(7, 8);
  }

  @Test
  void optionsAreSentAsServersKnowThem() {
    JsonObject extra = JsonBodies.object("{\"cache_prompt\":false}");
    RequestOptions options = new RequestOptions("m", 0.5, true, true, extra);
    Vocabulary vocabulary = Vocabulary.common();
    JsonObject body =
        body(
            new ConversationSource(
                    Endpoint.COMPLETIONS, vocabulary, options, LengthMix.of(2, 9), 0, 1)
                .make(0, 1));
    assertThat(body.getString("model")).isEqualTo("m");
    assertThat(body.getInt("max_tokens")).isEqualTo(9);
    assertThat(body.getBoolean("stream")).isTrue();
    assertThat(body.getJsonObject("stream_options").getBoolean("include_usage")).isTrue();
    assertThat(body.getBoolean("ignore_eos")).isTrue();
    assertThat(body.getBoolean("return_token_ids")).isTrue();
    assertThat(body.get("cache_prompt")).isEqualTo(JsonValue.FALSE);
  }

  private static ConversationSource source(Endpoint endpoint, int tokens, int shared, long seed) {
    Vocabulary vocabulary = new Vocabulary(Vocabulary.common().words(), IDS, 1);
    return new ConversationSource(
        endpoint, vocabulary, options(), LengthMix.of(tokens, 8), shared, seed);
  }

  private static RequestOptions options() {
    return new RequestOptions("m", 0, false, false, JsonValue.EMPTY_JSON_OBJECT);
  }

  private static List<Integer> ids(ConversationSource source, int index) {
    return prompt(body(source.make(index, 1)));
  }

  private static List<Integer> prompt(JsonObject body) {
    return body.getJsonArray("prompt").getValuesAs(JsonNumber.class).stream()
        .map(JsonNumber::intValue)
        .toList();
  }

  private static JsonObject body(Conversation conversation) {
    return JsonBodies.object(conversation.next(0).body());
  }
}
