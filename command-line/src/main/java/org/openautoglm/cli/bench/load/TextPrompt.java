// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.load;

import jakarta.json.stream.JsonGenerator;
import org.openautoglm.cli.bench.client.Reply;

/** Plain text, for servers that take no token ids. */
final class TextPrompt implements PromptWriter {
  private final Draw<String> draw;
  private final Vocabulary vocabulary;
  private final StringBuilder text = new StringBuilder();

  TextPrompt(Draw<String> draw, Vocabulary vocabulary) {
    this.draw = draw;
    this.vocabulary = vocabulary;
  }

  @Override
  public void share(int tokens) {
    if (tokens > 0) {
      append(String.join(" ", draw.shared(vocabulary.wordsFor(tokens))));
    }
  }

  @Override
  public void ask(int tokens) {
    append(String.join(" ", draw.next(vocabulary.wordsFor(tokens))));
  }

  @Override
  public void answered(Reply reply) {
    text.append(reply.text());
  }

  private void append(String more) {
    text.append(text.isEmpty() ? "" : " ").append(more);
  }

  @Override
  public void write(JsonGenerator json) {
    json.write("prompt", text.toString());
  }
}
