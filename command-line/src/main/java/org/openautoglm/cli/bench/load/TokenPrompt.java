// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.cli.bench.load;

import jakarta.json.stream.JsonGenerator;
import java.util.ArrayList;
import java.util.List;
import org.openautoglm.cli.bench.client.Reply;

/** Token ids, so that the length is exact and nothing is tokenized. */
final class TokenPrompt implements PromptWriter {
  private final Draw<Integer> draw;
  private final List<Integer> ids = new ArrayList<>();

  TokenPrompt(Draw<Integer> draw) {
    this.draw = draw;
  }

  @Override
  public void share(int tokens) {
    ids.addAll(draw.shared(tokens));
  }

  @Override
  public void ask(int tokens) {
    ids.addAll(draw.next(tokens));
  }

  @Override
  public void answered(Reply reply) {
    ids.addAll(reply.ids());
  }

  @Override
  public void write(JsonGenerator json) {
    json.writeStartArray("prompt");
    ids.forEach(json::write);
    json.writeEnd();
  }
}
