// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.toolcall;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openautoglm.engine.api.ToolCallReader;
import org.openautoglm.engine.toolcall.ToolCallForm.Mark;

/**
 * Reads calls in the form of {@link ToolCallForm}. Calls of tools that there are not, and those
 * that are no calls in the end, stay text. Line breaks and blanks around calls are no text.
 */
final class MarkedCallReader implements ToolCallReader {
  private static final Gson JSON =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().create();
  private static final Pattern ARGUMENT =
      Pattern.compile(
          "\\s*%s\\s*(.*?)\\s*%s\\s*%s(.*?)%s"
              .formatted(Mark.KEY.text, Mark.END_KEY.text, Mark.VALUE.text, Mark.END_VALUE.text),
          Pattern.DOTALL);

  private final Map<String, ToolDefinition> tools;

  /** What was said and is not told yet: perhaps the beginning of a call, or blanks before one. */
  private final StringBuilder held = new StringBuilder();

  private boolean called;

  /** Whether a call was the last that was told. */
  private boolean behindCall;

  /**
   * @param tools by their names
   */
  MarkedCallReader(Map<String, ToolDefinition> tools) {
    this.tools = tools;
  }

  @Override
  public Found read(String piece) {
    // an end that was there before would have been found
    int unseen = Math.max(0, held.length() - Mark.END_CALL.text.length());
    held.append(piece);
    StringBuilder text = new StringBuilder();
    List<ToolCall> calls = new ArrayList<>();
    int start = held.indexOf(Mark.CALL.text);
    int end = start < 0 ? -1 : held.indexOf(Mark.END_CALL.text, Math.max(start, unseen));
    while (end >= 0) {
      take(start, end, text, calls);
      start = held.indexOf(Mark.CALL.text);
      end = start < 0 ? -1 : held.indexOf(Mark.END_CALL.text, start);
    }
    tell(blanksBefore(start >= 0 ? start : held.length() - begun()), text);
    return new Found(text.toString(), calls);
  }

  /** Takes what begins and ends with the marks of a call. */
  private void take(int start, int end, StringBuilder text, List<ToolCall> calls) {
    String said = held.substring(start + Mark.CALL.text.length(), end);
    int after = end + Mark.END_CALL.text.length();
    Optional<ToolCall> call = call(said);
    if (call.isEmpty()) {
      tell(after, text);
      return;
    }
    int blanks = blanksBefore(start);
    tell(blanks, text);
    held.delete(0, after - blanks);
    calls.add(call.get());
    called = true;
    behindCall = true;
  }

  /** Tells the first characters of what is held. */
  private void tell(int characters, StringBuilder text) {
    String said = held.substring(0, characters);
    held.delete(0, characters);
    String told = behindCall ? said.stripLeading() : said;
    behindCall &= told.isEmpty();
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
    String mark = Mark.CALL.text;
    for (int length = Math.min(mark.length() - 1, held.length()); length > 0; length--) {
      if (mark.startsWith(held.substring(held.length() - length))) {
        return length;
      }
    }
    return 0;
  }

  private Optional<ToolCall> call(String said) {
    int nameEnd = said.indexOf(Mark.KEY.text);
    String name = (nameEnd < 0 ? said : said.substring(0, nameEnd)).strip();
    ToolDefinition tool = tools.get(name);
    if (tool == null) {
      return Optional.empty();
    }
    JsonObject arguments = new JsonObject();
    if (nameEnd >= 0) {
      Matcher argument = ARGUMENT.matcher(said).region(nameEnd, said.length());
      while (argument.lookingAt()) {
        String parameter = argument.group(1);
        arguments.add(parameter, tool.meaning(parameter, argument.group(2)));
        argument.region(argument.end(), said.length());
      }
    }
    return Optional.of(new ToolCall(name, JSON.toJson(arguments)));
  }

  @Override
  public Found finish() {
    StringBuilder rest = new StringBuilder();
    tell(called ? blanksBefore(held.length()) : held.length(), rest);
    return new Found(rest.toString(), List.of());
  }
}
