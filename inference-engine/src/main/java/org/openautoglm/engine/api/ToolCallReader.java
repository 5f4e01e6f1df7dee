// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.api;

import java.util.List;

/** Tells calls of tools from the text of one answer. Not safe for use by several threads. */
public interface ToolCallReader {

  /** What the next piece of the answer completes. */
  Found read(String piece);

  /** What is left when the answer is over; a call that was begun and not completed is text. */
  Found finish();

  /**
   * What was found.
   *
   * @param text beside calls
   * @param calls that are complete now
   */
  record Found(String text, List<ToolCall> calls) {
    public Found {
      calls = List.copyOf(calls);
    }
  }

  /**
   * A call.
   *
   * @param arguments a JSON object, as text
   */
  record ToolCall(String name, String arguments) {}

  /** For answers without tools: everything is text. */
  static ToolCallReader none() {
    return new ToolCallReader() {
      @Override
      public Found read(String piece) {
        return new Found(piece, List.of());
      }

      @Override
      public Found finish() {
        return new Found("", List.of());
      }
    };
  }
}
