// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class VocabularyTreeTest {
  private static final Text TWO =
      new JsonSchema(
              Map.of(
                  "anyOf",
                  List.of(
                      Map.of("type", "string"),
                      Map.of("enum", List.of("a", "ab\"1", 1L)),
                      Map.of("properties", Map.of("a", true), "additionalProperties", true))))
          .text();
  private static final Text JSON_OBJECT = new JsonSchema(Map.of("type", "object")).text();

  @Property(tries = 500)
  void tokens_that_match_are_those_whose_bytes_can_be_said_one_by_one(
      @ForAll("words") List<String> pieces,
      @ForAll("words") List<String> texts,
      @ForAll("word") String said) {
    PiecesTokenizer tokenizer = new PiecesTokenizer(pieces, 0);
    VocabularyTree tree = tree(tokenizer);
    for (Text start :
        List.of(Choice.of(texts), NumberText.number(), JSON_OBJECT, TWO, JsonStringText.START)) {
      Text text = after(start, said.getBytes(StandardCharsets.UTF_8));
      if (text == null) {
        continue;
      }
      BitSet expected = new BitSet();
      IntStream.range(0, tokenizer.vocabularySize())
          .filter(id -> after(text, tokenizer.tokenBytes(id)) != null)
          .forEach(expected::set);
      assertThat(tree.matching(text)).isEqualTo(expected);
    }
  }

  private static VocabularyTree tree(PiecesTokenizer tokenizer) {
    return VocabularyTree.of(tokenizer, tokenizer.vocabularySize(), Map.of(), Set.of());
  }

  private static Text after(Text text, byte[] bytes) {
    Text after = text;
    for (byte next : bytes) {
      after = after == null ? null : after.after(Byte.toUnsignedInt(next));
    }
    return after;
  }

  @Provide
  Arbitrary<List<String>> words() {
    return word().list().uniqueElements().ofMinSize(1).ofMaxSize(12);
  }

  @Provide
  Arbitrary<String> word() {
    return Arbitraries.strings().withChars("ab1-.é{}\":\\ \n").ofMinLength(1).ofMaxLength(5);
  }

  @Test
  void ids_that_stand_for_no_text_are_left_out() {
    PiecesTokenizer tokenizer = new PiecesTokenizer(List.of("one", "<end>"), 1);
    VocabularyTree tree = tree(tokenizer);
    assertThat(tree.matching(Text.ANY).get(tokenizer.id("one"))).isTrue();
    assertThat(tree.matching(Text.ANY).get(tokenizer.id("<end>"))).isFalse();
    assertThat(tree.matching(Choice.of("<end>")).get(tokenizer.id("<end>"))).isFalse();
  }
}
