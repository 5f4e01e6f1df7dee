// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.openautoglm.engine.api.IncrementalDecoder;

class IncrementalDecoderTest {
  private static Map<String, CheckpointTokenizer> tokenizers;
  private static Map<String, NativeTokenizer> libraries;

  @BeforeContainer
  static void open() {
    tokenizers = TokenizerFixtures.openAll();
    libraries = new TreeMap<>();
    for (String family : TokenizerFixtures.FAMILIES) {
      Path file = TokenizerFixtures.tokenizer(family).resolve("tokenizer.json");
      libraries.put(family, NativeTokenizer.parse(TokenizerFixtures.readObject(file).toString()));
    }
  }

  @AfterContainer
  static void close() {
    tokenizers.values().forEach(CheckpointTokenizer::close);
    libraries.values().forEach(NativeTokenizer::close);
  }

  @Provide
  Arbitrary<String> families() {
    return Arbitraries.of(TokenizerFixtures.FAMILIES);
  }

  /** Ids of bytes, merges, special tokens and of no token at all. */
  @Provide
  Arbitrary<int[]> anyIds() {
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(6, Arbitraries.integers().between(0, 270)),
            net.jqwik.api.Tuple.of(6, Arbitraries.integers().between(0, 930)),
            net.jqwik.api.Tuple.of(1, Arbitraries.integers()))
        .array(int[].class)
        .ofMaxSize(60);
  }

  @Property(tries = 2000)
  void thePiecesAddUpToTheWholeText(
      @ForAll("families") String family,
      @ForAll("anyIds") int[] ids,
      @ForAll boolean skipSpecialTokens) {
    CheckpointTokenizer tokenizer = tokenizers.get(family);
    String whole = libraries.get(family).decode(ids, skipSpecialTokens);
    assertThat(tokenizer.decode(ids, skipSpecialTokens)).isEqualTo(whole);
    IncrementalDecoder decoder = tokenizer.newDecoder(skipSpecialTokens);
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      String piece = decoder.append(id);
      assertWholeCharacters(piece);
      text.append(piece);
      assertThat(whole).startsWith(text);
    }
    text.append(decoder.finish());
    assertThat(text.toString()).isEqualTo(whole);
  }

  @Property(tries = 500)
  void anyTextComesBackPieceByPiece(@ForAll("families") String family, @ForAll String text) {
    CheckpointTokenizer tokenizer = tokenizers.get(family);
    int[] ids = tokenizer.encode(text, false);
    assertThat(decode(tokenizer.newDecoder(false), ids))
        .isEqualTo(libraries.get(family).decode(ids, false));
  }

  @Property(tries = 2000)
  void bytesBecomeTextAsTheLibraryDoesIt(@ForAll byte[] bytes) {
    CheckpointTokenizer tokenizer = tokenizers.get("glm4");
    int[] idOfByte = byteIds(tokenizer);
    int[] ids = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      ids[i] = idOfByte[bytes[i] & 0xFF];
    }
    assertThat(decode(tokenizer.newDecoder(false), ids))
        .isEqualTo(libraries.get("glm4").decode(ids, false));
  }

  @Example
  void aCharacterIsReleasedWithItsLastByte() {
    CheckpointTokenizer tokenizer = tokenizers.get("glm4");
    IncrementalDecoder decoder = tokenizer.newDecoder(false);
    int[] idOfByte = byteIds(tokenizer);
    assertThat(pieces(decoder, idOfByte, "a\u4f60\ud83e\udd16".getBytes(UTF_8)))
        .containsExactly("a", "", "", "\u4f60", "", "", "", "\ud83e\udd16");
    assertThat(decoder.finish()).isEmpty();
  }

  @Example
  void bytesThatAreNotTextAreReleasedAsSoonAsThatIsCertain() {
    CheckpointTokenizer tokenizer = tokenizers.get("glm4");
    int[] idOfByte = byteIds(tokenizer);
    byte[] bytes = {
      (byte) 0xFF, (byte) 0xE4, (byte) 0xBD, 'x', (byte) 0xED, (byte) 0xA0, (byte) 0xF0
    };
    IncrementalDecoder decoder = tokenizer.newDecoder(false);
    assertThat(pieces(decoder, idOfByte, bytes))
        .containsExactly("\ufffd", "", "", "\ufffdx", "", "\ufffd\ufffd", "");
    assertThat(decoder.finish()).isEqualTo("\ufffd");
  }

  @Example
  void aRunOfFallbackBytesIsHeldUntilItIsDecided() {
    CheckpointTokenizer tokenizer = tokenizers.get("llama2");
    int first = idOf(tokenizer, "<0xE4>");
    IncrementalDecoder decoder = tokenizer.newDecoder(false);
    assertThat(decoder.append(first)).isEmpty();
    assertThat(decoder.append(first)).isEqualTo("\ufffd\ufffd");
    assertThat(decoder.append(first)).isEqualTo("\ufffd");
  }

  @Example
  void theTimeForGarbageGrowsWithItsLengthOnly() {
    for (String family : TokenizerFixtures.FAMILIES) {
      CheckpointTokenizer tokenizer = tokenizers.get(family);
      int garbage = family.equals("llama2") ? idOf(tokenizer, "<0xE4>") : byteIds(tokenizer)[0xE4];
      IncrementalDecoder decoder = tokenizer.newDecoder(false);
      long length = 0;
      for (int i = 0; i < 500_000; i++) {
        length += decoder.append(garbage).length();
      }
      assertThat(length + decoder.finish().length()).isEqualTo(500_000);
    }
  }

  @Property(tries = 1000)
  void everyKnownDecoderWorksTokenByToken(
      @ForAll("decoders") String decoder, @ForAll("tokens") List<String> tokens) {
    DecoderPipeline pipeline = DecoderPipeline.parse(JsonParser.parseString(decoder));
    assertThat(pipeline.complete()).isTrue();
    String json = CheckpointTokenizerFiles.wordLevel(WORDS, decoder);
    try (NativeTokenizer library = NativeTokenizer.parse(json)) {
      int[] ids = tokens.stream().mapToInt(WORDS::indexOf).toArray();
      IncrementalDecoder incremental = new PipelineDecoder(pipeline, WORDS::get);
      assertThat(decode(incremental, ids)).isEqualTo(library.decode(ids, false));
    }
  }

  @Property(tries = 200)
  void aDecoderUnknownHereWorksThroughAWindow(@ForAll("tokens") List<String> tokens) {
    String decoder =
        "{\"type\":\"Sequence\",\"decoders\":[{\"type\":\"Replace\",\"pattern\":{\"Regex\":\"a+\"},"
            + "\"content\":\"b\"},{\"type\":\"Fuse\"}]}";
    assertThat(DecoderPipeline.parse(JsonParser.parseString(decoder)).complete()).isFalse();
    String json = CheckpointTokenizerFiles.wordLevel(WORDS, decoder);
    try (NativeTokenizer library = NativeTokenizer.parse(json)) {
      int[] ids = tokens.stream().mapToInt(WORDS::indexOf).toArray();
      IncrementalDecoder window = new WindowDecoder(part -> library.decode(part, false));
      assertThat(decode(window, ids)).isEqualTo(library.decode(ids, false));
    }
  }

  @Provide
  Arbitrary<String> decoders() {
    return Arbitraries.of(
        "null",
        "{\"type\":\"Metaspace\",\"replacement\":\"\u2581\",\"add_prefix_space\":true}",
        "{\"type\":\"Metaspace\",\"replacement\":\"\u2581\",\"prepend_scheme\":\"never\",\"split\":true}",
        "{\"type\":\"WordPiece\",\"prefix\":\"##\",\"cleanup\":true}",
        "{\"type\":\"WordPiece\",\"prefix\":\"##\",\"cleanup\":false}",
        "{\"type\":\"BPEDecoder\",\"suffix\":\"</w>\"}",
        "{\"type\":\"Fuse\"}",
        "{\"type\":\"Strip\",\"content\":\" \",\"start\":1,\"stop\":1}",
        "{\"type\":\"Sequence\",\"decoders\":[{\"type\":\"Fuse\"},"
            + "{\"type\":\"Strip\",\"content\":\" \",\"start\":0,\"stop\":2}]}",
        "{\"type\":\"Sequence\",\"decoders\":[{\"type\":\"ByteFallback\"},{\"type\":\"Fuse\"},"
            + "{\"type\":\"Replace\",\"pattern\":{\"String\":\"\u2581\"},\"content\":\" \"}]}");
  }

  private static final List<String> WORDS =
      List.of(
          "a",
          "aa",
          "##b",
          "c</w>",
          "\u2581d",
          "\u2581\u2581",
          " x ",
          "x  ",
          ".",
          "n't",
          "<0xE4>",
          "<0xBD>",
          "<0xA0>",
          "<0x41>",
          "\ud83e\udd16",
          "unk");

  @Provide
  Arbitrary<List<String>> tokens() {
    return Arbitraries.of(WORDS).list().ofMinSize(1).ofMaxSize(12);
  }

  private static String decode(IncrementalDecoder decoder, int[] ids) {
    StringBuilder text = new StringBuilder();
    Arrays.stream(ids).forEach(id -> text.append(decoder.append(id)));
    return text.append(decoder.finish()).toString();
  }

  private static String[] pieces(IncrementalDecoder decoder, int[] idOfByte, byte[] bytes) {
    String[] pieces = new String[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      pieces[i] = decoder.append(idOfByte[bytes[i] & 0xFF]);
    }
    return pieces;
  }

  private static int idOf(CheckpointTokenizer tokenizer, String token) {
    return IntStream.range(0, tokenizer.vocabularySize())
        .filter(id -> tokenizer.token(id).equals(token))
        .findFirst()
        .orElseThrow();
  }

  private static int[] byteIds(CheckpointTokenizer tokenizer) {
    int[] ids = new int[256];
    for (int id = 0; id < 256; id++) {
      ids[tokenizer.tokenBytes(id)[0] & 0xFF] = id;
    }
    return ids;
  }

  private static void assertWholeCharacters(String piece) {
    for (int i = 0; i < piece.length(); i++) {
      if (Character.isSurrogate(piece.charAt(i))) {
        assertThat(Character.isSurrogatePair(piece.charAt(i), piece.charAt(++i))).isTrue();
      }
    }
  }
}
