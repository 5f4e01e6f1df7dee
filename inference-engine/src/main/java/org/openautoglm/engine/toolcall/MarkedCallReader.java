// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.toolcall;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openautoglm.engine.api.ToolCallReader;

/**
 * Reads calls that stand between {@link Mark#CALL} and {@link Mark#END_CALL}. What is no whole call
 * of one of the tools stays text. Blanks around calls are no text where nothing else is.
 */
final class MarkedCallReader implements ToolCallReader {
  private static final String CALL = Mark.CALL.spelled();
  private static final String END_CALL = Mark.END_CALL.spelled();

  private final CallSyntax syntax;
  private final Map<String, ToolDefinition> tools;

  /** What was said and is not told yet: perhaps the beginning of a call, or blanks before one. */
  private final StringBuilder held = new StringBuilder();

  private boolean called;

  /** Whether there was text. */
  private boolean spoken;

  /**
   * @param tools by their names
   */
  MarkedCallReader(CallSyntax syntax, Map<String, ToolDefinition> tools) {
    this.syntax = syntax;
    this.tools = tools;
  }

  @Override
  public Found read(String piece) {
    // an end that was there before has been looked at
    int at = Math.max(0, held.length() - END_CALL.length() + 1);
    held.append(piece);
    StringBuilder text = new StringBuilder();
    List<ToolCall> calls = new ArrayList<>();
    int end = held.indexOf(END_CALL, at);
    while (end >= 0) {
      boolean taken = take(end, text, calls);
      end = held.indexOf(END_CALL, taken ? 0 : end + 1);
    }
    int start = held.indexOf(CALL);
    tell(blanksBefore(start >= 0 ? start : held.length() - begun()), text);
    return new Found(text.toString(), calls);
  }

  /**
   * Takes the call that ends here, if there is one. The mark may stand within a call and in text
   * before it, perhaps thousands of times: only its first place is tried, and its last one where
   * the first is none.
   */
  private boolean take(int end, StringBuilder text, List<ToolCall> calls) {
    int first = held.indexOf(CALL);
    if (first < 0 || first > end) {
      return false;
    }
    String said = held.substring(first + CALL.length(), end);
    int start = syntax.begins(said, tools) ? first : held.lastIndexOf(CALL, end);
    Optional<ToolCall> call = syntax.read(held.substring(start + CALL.length(), end), tools);
    if (call.isEmpty()) {
      return false;
    }
    int blanks = blanksBefore(start);
    tell(blanks, text);
    held.delete(0, end + END_CALL.length() - blanks);
    calls.add(call.get());
    called = true;
    return true;
  }

  /** Tells the first characters of what is held. */
  private void tell(int characters, StringBuilder text) {
    String said = held.substring(0, characters);
    held.delete(0, characters);
    String told = called && !spoken ? said.stripLeading() : said;
    spoken |= !told.isBlank();
    text.append(told);
  }

  /** Where the blanks begin that end here. */
  private int blanksBefore(int end) {
    int start = end;
    while (start > 0 && Character.isWhitespace(held.charAt(start - 1))) {
      start--;
    }
    return start;
  }

  /** How many of the last characters may be the beginning of a mark. */
  private int begun() {
    for (int length = Math.min(CALL.length() - 1, held.length()); length > 0; length--) {
      if (CALL.startsWith(held.substring(held.length() - length))) {
        return length;
      }
    }
    return 0;
  }

  @Override
  public Found finish() {
    StringBuilder rest = new StringBuilder();
    tell(called ? blanksBefore(held.length()) : held.length(), rest);
    return new Found(rest.toString(), List.of());
  }
}
