// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What prompts are made of.
 *
 * @param words common English words, which most tokenizers know as one token each
 * @param ids token ids of such words: real ones, none of them special; empty where prompts are sent
 *     as text
 * @param tokensPerWord as the server's tokenizer counts; 1 when it cannot be asked
 */
public record Vocabulary(List<String> words, List<Integer> ids, double tokensPerWord) {
  private static final String RESOURCE = "words.txt";

  public Vocabulary {
    words = List.copyOf(words);
    ids = List.copyOf(ids);
  }

  /** The words that come with the program, for a server of which nothing is known. */
  public static Vocabulary common() {
    try (InputStream list =
        Vocabulary.class.getResourceAsStream("/org/openautoglm/cli/bench/load/" + RESOURCE)) {
      String text = new String(list.readAllBytes(), StandardCharsets.UTF_8);
      return new Vocabulary(text.lines().toList(), List.of(), 1);
    } catch (IOException e) {
      throw new UncheckedIOException("the word list cannot be read", e);
    }
  }

  public boolean hasIds() {
    return !ids.isEmpty();
  }

  public Vocabulary withoutIds() {
    return new Vocabulary(words, List.of(), tokensPerWord);
  }

  /** All words as one text. */
  public String text() {
    return String.join(" ", words);
  }

  /** How many words make a text of so many tokens. */
  int wordsFor(int tokens) {
    return Math.max(1, (int) Math.round(tokens / tokensPerWord));
  }
}
