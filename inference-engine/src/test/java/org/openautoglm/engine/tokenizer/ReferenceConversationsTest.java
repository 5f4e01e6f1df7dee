// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.openautoglm.engine.api.ChatPrompt;
import org.openautoglm.engine.api.IncrementalDecoder;
import org.openautoglm.engine.tokenizer.jinja.JsonValues;

/** The way of a conversation into tokens, and of generated tokens into text, as transformers. */
class ReferenceConversationsTest {

  @TestFactory
  Stream<DynamicTest> conversationsBecomeTheReferenceTokensAndTokensTheReferenceText() {
    return TokenizerFixtures.list(TokenizerFixtures.external("models")).stream()
        .filter(folder -> Files.exists(folder.resolve("e2e.json")))
        .map(
            folder ->
                DynamicTest.dynamicTest(folder.getFileName().toString(), () -> verify(folder)));
  }

  private static void verify(Path folder) {
    JsonObject reference = TokenizerFixtures.readObject(folder.resolve("e2e.json"));
    Set<Integer> stops =
        Arrays.stream(TokenizerFixtures.ids(reference.get("eos_token_ids")))
            .boxed()
            .collect(Collectors.toSet());
    try (CheckpointTokenizer tokenizer = CheckpointTokenizer.open(folder)) {
      List<JsonObject> cases = TokenizerFixtures.cases(folder.resolve("e2e.json"));
      assertThat(cases).isNotEmpty();
      for (JsonObject each : cases) {
        verifyPrompt(folder, tokenizer, each);
        verifyOutput(tokenizer, each, stops);
      }
    }
  }

  private static void verifyPrompt(Path folder, CheckpointTokenizer tokenizer, JsonObject each) {
    String prompt = each.get("prompt").getAsString();
    if (each.has("messages")) {
      List<Map<String, Object>> messages = new ArrayList<>();
      for (JsonElement message : each.getAsJsonArray("messages")) {
        messages.add(JsonValues.map(message.getAsJsonObject()));
      }
      String rendered =
          ChatTemplates.find(folder, Clock.systemUTC())
              .orElseThrow()
              .render(new ChatPrompt(messages, null, true, Map.of()));
      assertThat(rendered).isEqualTo(prompt);
    }
    int[] ids = TokenizerFixtures.ids(each.get("prompt_ids"));
    assertThat(tokenizer.encode(withImages(prompt, tokenizer, ids), false)).isEqualTo(ids);
  }

  /** The image processor repeats the image token once for every token of the image. */
  private static String withImages(String prompt, CheckpointTokenizer tokenizer, int[] ids) {
    long tokens = Arrays.stream(ids).filter(id -> tokenizer.token(id).equals("<|image|>")).count();
    return prompt.replace("<|image|>", "<|image|>".repeat((int) tokens));
  }

  private static void verifyOutput(
      CheckpointTokenizer tokenizer, JsonObject each, Set<Integer> stops) {
    int[] ids = TokenizerFixtures.ids(each.get("output_ids"));
    int length = ids.length;
    if (length > 0 && stops.contains(ids[length - 1])) {
      length--;
    }
    int[] answer = Arrays.copyOf(ids, length);
    String expected = each.get("output_text").getAsString();
    assertThat(tokenizer.decode(answer, true)).isEqualTo(expected);
    IncrementalDecoder decoder = tokenizer.newDecoder(true);
    StringBuilder text = new StringBuilder();
    Arrays.stream(answer).forEach(id -> text.append(decoder.append(id)));
    assertThat(text.append(decoder.finish()).toString()).isEqualTo(expected);
  }
}
