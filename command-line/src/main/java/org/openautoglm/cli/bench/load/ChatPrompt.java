// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.load;

import jakarta.json.stream.JsonGenerator;
import java.util.ArrayList;
import java.util.List;
import org.openautoglm.cli.bench.client.Reply;

/**
 * Messages; the shared part is the system message. The server's chat template adds some tokens to
 * each message, which its usage tells.
 */
final class ChatPrompt implements PromptWriter {
  private final Draw<String> draw;
  private final Vocabulary vocabulary;
  private final List<Message> messages = new ArrayList<>();

  private record Message(String role, String content) {}

  ChatPrompt(Draw<String> draw, Vocabulary vocabulary) {
    this.draw = draw;
    this.vocabulary = vocabulary;
  }

  @Override
  public void share(int tokens) {
    if (tokens > 0) {
      add("system", draw.shared(vocabulary.wordsFor(tokens)));
    }
  }

  @Override
  public void ask(int tokens) {
    add("user", draw.next(vocabulary.wordsFor(tokens)));
  }

  @Override
  public void answered(Reply reply) {
    messages.add(new Message("assistant", reply.text()));
  }

  private void add(String role, List<String> words) {
    messages.add(new Message(role, String.join(" ", words)));
  }

  @Override
  public void write(JsonGenerator json) {
    json.writeStartArray("messages");
    for (Message message : messages) {
      json.writeStartObject()
          .write("role", message.role())
          .write("content", message.content())
          .writeEnd();
    }
    json.writeEnd();
  }
}
