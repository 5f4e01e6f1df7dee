// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.serving.testing;

import java.util.List;
import java.util.stream.Collectors;
import org.openautoglm.engine.api.Grammar;
import org.openautoglm.engine.api.ToolCallReader;
import org.openautoglm.engine.api.ToolCalls;

/** The letter c is a call of a tool with that name, and nothing is forbidden. */
public final class FakeToolCalls implements ToolCalls {

  /** A grammar that knows what it was asked for. */
  public record Asked(boolean required, boolean parallel) implements Grammar {
    @Override
    public Matcher matcher() {
      return FREE.matcher();
    }
  }

  @Override
  public Grammar grammar(boolean required, boolean parallel) {
    return new Asked(required, parallel);
  }

  @Override
  public ToolCallReader reader() {
    return new ToolCallReader() {
      @Override
      public Found read(String piece) {
        return new Found(
            piece.replace("c", ""),
            piece
                .chars()
                .filter(letter -> letter == 'c')
                .mapToObj(letter -> new ToolCall("c", "{}"))
                .collect(Collectors.toList()));
      }

      @Override
      public Found finish() {
        return new Found("", List.of());
      }
    };
  }
}
