// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.load;

import java.util.SplittableRandom;
import org.openautoglm.cli.bench.client.Endpoint;

/**
 * Makes conversations, the same ones for the same seed and vocabulary.
 *
 * @param shared tokens that all prompts begin with, before their own
 */
public record ConversationSource(
    Endpoint endpoint,
    Vocabulary vocabulary,
    RequestOptions options,
    LengthMix mix,
    int shared,
    long seed) {

  /**
   * @param index number of the conversation
   * @param turns how many requests it has
   */
  public Conversation make(long index, int turns) {
    Lengths lengths = mix.draw(new SplittableRandom(seed + 31 * (index + 1)));
    PromptWriter prompt = prompt(index);
    prompt.share(shared);
    return new Conversation(options, lengths, prompt, turns);
  }

  private PromptWriter prompt(long index) {
    if (endpoint == Endpoint.COMPLETIONS && vocabulary.hasIds()) {
      return new TokenPrompt(new Draw<>(vocabulary.ids(), seed, index));
    }
    Draw<String> words = new Draw<>(vocabulary.words(), seed, index);
    return endpoint == Endpoint.CHAT
        ? new ChatPrompt(words, vocabulary)
        : new TextPrompt(words, vocabulary);
  }
}
