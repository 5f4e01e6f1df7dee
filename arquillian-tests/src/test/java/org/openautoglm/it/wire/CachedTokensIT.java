// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openautoglm.it.harness.ServerUnderTest;
import org.openautoglm.it.harness.TestModels;
import org.openautoglm.it.harness.Wire;

/** What is not computed again, and whose it is. */
@ExtendWith(ArquillianExtension.class)
class CachedTokensIT {
  private final Wire administrator = Wire.asAdministrator(ServerUnderTest.current());

  /**
   * An answer.
   *
   * @param prompt its tokens
   * @param tokens those that were generated
   * @param cached tokens of the prompt that were not computed again
   */
  private record Turn(List<Long> prompt, List<Long> tokens, int cached) {
    /** The last token of an answer is never computed. */
    List<Long> computed() {
      List<Long> computed = new ArrayList<>(prompt);
      computed.addAll(tokens.subList(0, tokens.size() - 1));
      return computed;
    }
  }

  @Test
  void the_second_turn_of_a_conversation_has_all_that_it_shares_with_the_first() {
    Wire caller = administrator.withNewKey("USER");
    ArrayNode messages = JsonNodeFactory.instance.arrayNode();
    messages.addObject().put("role", "user").put("content", "Hello, who are you, and why?");
    JsonNode answer = chat(caller, messages);
    Turn first = turn(answer);
    messages.add(answer.at("/choices/0/message"));
    messages.addObject().put("role", "user").put("content", "And who am I?");

    Turn second = turn(chat(caller, messages));

    assertThat(first.cached()).isZero();
    assertThat(second.cached())
        .isEqualTo(shared(first.computed(), second.prompt()))
        .isGreaterThanOrEqualTo(first.prompt().size());
  }

  @Test
  void a_prompt_that_goes_on_where_an_answer_ended_has_both() {
    Wire caller = administrator.withNewKey("USER");
    Turn first = complete(caller, List.of(40L, 41L, 42L, 43L, 44L, 45L, 46L, 47L, 48L, 49L));
    List<Long> prompt = new ArrayList<>(first.prompt());
    prompt.addAll(first.tokens());

    Turn second = complete(caller, prompt);

    assertThat(second.cached()).isEqualTo(prompt.size() - 1);
  }

  @Test
  void another_key_has_nothing_of_it() {
    ArrayNode messages = JsonNodeFactory.instance.arrayNode();
    messages.addObject().put("role", "user").put("content", "Whose is what I am saying here?");
    Wire caller = administrator.withNewKey("USER");
    Turn mine = turn(chat(caller, messages));
    Turn again = turn(chat(caller, messages));

    Turn theirs = turn(chat(administrator.withNewKey("USER"), messages));

    // an answer needs the last token of its prompt computed
    assertThat(again.cached()).isEqualTo(mine.prompt().size() - 1);
    assertThat(theirs.cached()).isZero();
    assertThat(theirs.tokens()).isEqualTo(mine.tokens());
  }

  private static JsonNode chat(Wire caller, ArrayNode messages) {
    ObjectNode request = request();
    request.set("messages", messages);
    return answer(caller.post("/v1/chat/completions", request.toString()));
  }

  private static Turn complete(Wire caller, List<Long> prompt) {
    ObjectNode request = request();
    prompt.forEach(request.withArray("prompt")::add);
    JsonNode answer = answer(caller.post("/v1/completions", request.toString()));
    return new Turn(prompt, ids(answer.at("/choices/0/token_ids")), cached(answer));
  }

  private static ObjectNode request() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("model", TestModels.GLM)
        .put("temperature", 0)
        .put("max_tokens", 24)
        .put("ignore_eos", true)
        .put("return_token_ids", true);
  }

  private static JsonNode answer(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return Wire.json(response);
  }

  private static Turn turn(JsonNode answer) {
    return new Turn(
        ids(answer.get("prompt_token_ids")),
        ids(answer.at("/choices/0/token_ids")),
        cached(answer));
  }

  private static int cached(JsonNode answer) {
    return answer.at("/usage/prompt_tokens_details/cached_tokens").asInt();
  }

  private static List<Long> ids(JsonNode json) {
    List<Long> ids = new ArrayList<>();
    json.forEach(id -> ids.add(id.asLong()));
    return ids;
  }

  private static int shared(List<Long> left, List<Long> right) {
    int shared = 0;
    while (shared < Math.min(left.size(), right.size())
        && left.get(shared).equals(right.get(shared))) {
      shared++;
    }
    return shared;
  }
}
