// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openautoglm.engine.api.CheckpointException;

class CheckpointTokenizerTest {
  private static Map<String, CheckpointTokenizer> tokenizers;

  @BeforeAll
  static void open() {
    tokenizers = TokenizerFixtures.openAll();
  }

  @AfterAll
  static void close() {
    tokenizers.values().forEach(CheckpointTokenizer::close);
  }

  static Stream<String> families() {
    return TokenizerFixtures.FAMILIES.stream();
  }

  private static List<JsonObject> cases(String family) {
    return TokenizerFixtures.cases(TokenizerFixtures.tokenizer(family).resolve("cases.json"));
  }

  @ParameterizedTest
  @MethodSource("families")
  void encodesAsTheReferenceDoes(String family) {
    CheckpointTokenizer tokenizer = tokenizers.get(family);
    for (JsonObject reference : cases(family)) {
      String text = reference.get("text").getAsString();
      assertThat(tokenizer.encode(text, false))
          .as(text)
          .isEqualTo(TokenizerFixtures.ids(reference.get("ids")));
      assertThat(tokenizer.encode(text, true))
          .as(text)
          .isEqualTo(TokenizerFixtures.ids(reference.get("ids_with_special_tokens")));
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void decodesAsTheReferenceDoes(String family) {
    CheckpointTokenizer tokenizer = tokenizers.get(family);
    for (JsonObject reference : cases(family)) {
      int[] ids = TokenizerFixtures.ids(reference.get("ids"));
      assertThat(tokenizer.decode(ids, false)).isEqualTo(reference.get("decoded").getAsString());
      assertThat(tokenizer.decode(ids, true))
          .isEqualTo(reference.get("decoded_skip_special").getAsString());
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void namesTokensAsTheReferenceDoes(String family) {
    CheckpointTokenizer tokenizer = tokenizers.get(family);
    for (JsonObject reference : cases(family)) {
      int[] ids = TokenizerFixtures.ids(reference.get("ids"));
      JsonArray tokens = reference.getAsJsonArray("tokens");
      for (int i = 0; i < ids.length; i++) {
        assertThat(tokenizer.token(ids[i])).isEqualTo(tokens.get(i).getAsString());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void countsTokensAsTheReferenceDoes(String family) {
    JsonObject reference =
        TokenizerFixtures.readObject(TokenizerFixtures.tokenizer(family).resolve("cases.json"));
    assertThat(tokenizers.get(family).vocabularySize())
        .isEqualTo(reference.get("vocab_size").getAsInt());
  }

  @ParameterizedTest
  @MethodSource("families")
  void theBytesOfTheTokensAreTheBytesOfTheText(String family) {
    CheckpointTokenizer tokenizer = tokenizers.get(family);
    String text = "na\u00efve \u4f60\u597d \ud83e\udd16 x";
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int id : tokenizer.encode(text, false)) {
      bytes.writeBytes(tokenizer.tokenBytes(id));
    }
    assertThat(bytes.toString(UTF_8).strip()).isEqualTo(text);
  }

  @Test
  void theBytesOfAnAddedTokenAreItsText() {
    CheckpointTokenizer tokenizer = tokenizers.get("glm4");
    assertThat(tokenizer.tokenBytes(900)).isEqualTo("<|endoftext|>".getBytes(UTF_8));
    assertThat(tokenizer.isSpecial(900)).isTrue();
    assertThat(tokenizer.token(916)).isEqualTo("<think>");
    assertThat(tokenizer.isSpecial(916)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("families")
  void idsWithoutATokenStandForNothing(String family) {
    CheckpointTokenizer tokenizer = tokenizers.get(family);
    int[] strangers = {tokenizer.vocabularySize(), 1_000_000, Integer.MAX_VALUE, -1};
    assertThat(tokenizer.decode(strangers, false)).isEmpty();
    for (int id : strangers) {
      assertThat(tokenizer.token(id)).isEmpty();
      assertThat(tokenizer.tokenBytes(id)).isEmpty();
      assertThat(tokenizer.isSpecial(id)).isFalse();
    }
    assertThat(tokenizer.decode(new int[0], true)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("families")
  void loneSurrogatesAreReplacedAndHarmNothingElse(String family) {
    CheckpointTokenizer tokenizer = tokenizers.get(family);
    assertThat(tokenizer.encode("a\ud83d b \ud83e\udd16\udd16", false))
        .isEqualTo(tokenizer.encode("a\ufffd b \ud83e\udd16\ufffd", false));
    assertThat(tokenizer.encode("a\u0000b", false)).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("families")
  void largeTextsAreNeitherCutNorSlow(String family) {
    CheckpointTokenizer tokenizer = tokenizers.get(family);
    for (String piece : List.of("The quick brown fox. ", "\u4f60\u597d", "a", " ", "\n", "7")) {
      String text = piece.repeat(200_000 / piece.length());
      int[] ids =
          org.junit.jupiter.api.Assertions.assertTimeout(
              Duration.ofSeconds(60), () -> tokenizer.encode(text, false), piece);
      assertThat(tokenizer.decode(ids, false)).as(piece).isEqualTo(text);
    }
  }

  @Test
  void manyThreadsMayUseOneTokenizer() throws Exception {
    CheckpointTokenizer tokenizer = tokenizers.get("qwen2");
    String text = "Concurrency \u5e76\u53d1 \ud83e\udd16 ".repeat(50);
    int[] expected = tokenizer.encode(text, false);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      Callable<Boolean> task =
          () ->
              IntStream.range(0, 50)
                  .allMatch(
                      round ->
                          java.util.Arrays.equals(tokenizer.encode(text, false), expected)
                              && tokenizer.decode(expected, true).equals(text));
      List<Future<Boolean>> results = threads.invokeAll(java.util.Collections.nCopies(16, task));
      for (Future<Boolean> result : results) {
        assertThat(result.get()).isTrue();
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void aClosedTokenizerRefusesToWork() {
    CheckpointTokenizer tokenizer = CheckpointTokenizer.open(TokenizerFixtures.tokenizer("gpt2"));
    tokenizer.close();
    tokenizer.close();
    assertThatThrownBy(() -> tokenizer.encode("a", false))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void aFolderWithoutTokenizerIsRefused(@TempDir Path folder) {
    assertThatThrownBy(() -> CheckpointTokenizer.open(folder))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(folder.resolve("tokenizer.json").toString())
        .hasMessageContaining("missing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "not json",
        "{} {}",
        "{\"model\":{}}",
        "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":-1},\"merges\":[]}}",
        "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":\"x\"},\"merges\":[]}}",
        "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[\"q z\"]}}",
        "{\"model\":{\"type\":\"Unheard\",\"vocab\":{\"a\":0}}}",
        "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[]},\"decoder\":{}}",
      })
  void aMalformedTokenizerIsRefused(String json, @TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("tokenizer.json"), json);
    assertThatThrownBy(() -> CheckpointTokenizer.open(folder))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void aHalfWrittenTokenizerIsRefused(@TempDir Path folder) throws IOException {
    String json = Files.readString(TokenizerFixtures.tokenizer("glm4").resolve("tokenizer.json"));
    for (int length : new int[] {1, json.length() / 2, json.length() - 3}) {
      Files.writeString(folder.resolve("tokenizer.json"), json.substring(0, length));
      assertThatThrownBy(() -> CheckpointTokenizer.open(folder))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("tokenizer.json");
    }
  }

  @Test
  void aTokenizerThatIsNotTextIsRefused(@TempDir Path folder) throws IOException {
    Files.write(folder.resolve("tokenizer.json"), new byte[] {'{', (byte) 0xFF, '}'});
    assertThatThrownBy(() -> CheckpointTokenizer.open(folder))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("not UTF-8");
  }

  @Test
  void truncationAndPaddingOfTheFileAreIgnored(@TempDir Path folder) throws IOException {
    String json =
        Files.readString(TokenizerFixtures.tokenizer("gpt2").resolve("tokenizer.json"))
            .replace(
                "\"truncation\": null",
                "\"truncation\": {\"direction\":\"Right\",\"max_length\":4,"
                    + "\"strategy\":\"LongestFirst\",\"stride\":0}")
            .replace(
                "\"padding\": null",
                "\"padding\": {\"strategy\":{\"Fixed\":64},\"direction\":\"Right\","
                    + "\"pad_to_multiple_of\":null,\"pad_id\":0,\"pad_type_id\":0,"
                    + "\"pad_token\":\"!\"}");
    Files.writeString(folder.resolve("tokenizer.json"), json);
    String text = "one two three four five six";
    try (CheckpointTokenizer tokenizer = CheckpointTokenizer.open(folder)) {
      assertThat(tokenizer.encode(text, false))
          .isEqualTo(tokenizers.get("gpt2").encode(text, false));
    }
  }

  @Test
  void theConfigurationDecidesAboutAddedTokens(@TempDir Path folder) throws IOException {
    Files.copy(
        TokenizerFixtures.tokenizer("gpt2").resolve("tokenizer.json"),
        folder.resolve("tokenizer.json"));
    Files.writeString(
        folder.resolve("tokenizer_config.json"),
        """
        {"added_tokens_decoder": {
          "700": {"content": "<|endoftext|>", "special": false},
          "701": {"content": "<extra>", "special": true}}}
        """);
    try (CheckpointTokenizer tokenizer = CheckpointTokenizer.open(folder)) {
      assertThat(tokenizer.encode("<extra>", false)).containsExactly(701);
      assertThat(tokenizer.token(701)).isEqualTo("<extra>");
      assertThat(tokenizer.isSpecial(701)).isTrue();
      assertThat(tokenizer.isSpecial(700)).isFalse();
      assertThat(tokenizer.decode(new int[] {700, 701}, true)).isEqualTo("<|endoftext|>");
    }
  }

  @Test
  void aMalformedConfigurationIsRefused(@TempDir Path folder) throws IOException {
    Files.copy(
        TokenizerFixtures.tokenizer("gpt2").resolve("tokenizer.json"),
        folder.resolve("tokenizer.json"));
    Files.writeString(
        folder.resolve("tokenizer_config.json"), "{\"added_tokens_decoder\": {\"x\": {}}}");
    assertThatThrownBy(() -> CheckpointTokenizer.open(folder))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("tokenizer_config.json");
  }
}
