// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.toolcall;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.openautoglm.engine.api.ToolCallReader.ToolCall;
import org.openautoglm.engine.grammar.Choice;
import org.openautoglm.engine.grammar.Text;
import org.openautoglm.engine.grammar.Texts;

/**
 * The way of GLM since GLM-4.5. Strings stand as they are, everything else as JSON. Line breaks may
 * be missing, as in GLM-4.7.
 *
 * <pre>{@code
 * <tool_call>name
 * <arg_key>key</arg_key>
 * <arg_value>value</arg_value>
 * </tool_call>
 * }</pre>
 */
final class KeyValueSyntax implements CallSyntax {
  @Override
  public Set<Mark> marks() {
    return EnumSet.allOf(Mark.class);
  }

  @Override
  public String example() {
    return "<tool_call>probe<arg_key>key</arg_key><arg_value>value</arg_value></tool_call>";
  }

  @Override
  public Text call(Collection<ToolDefinition> tools) {
    Map<String, Text> names = new HashMap<>();
    for (ToolDefinition tool : tools) {
      names.put(
          tool.name(), new Arguments(tool, tool.parameters().keySet(), tool.required()).text());
    }
    return Choice.of(names);
  }

  /**
   * The rest of a call.
   *
   * @param left parameters that were not given
   * @param missing those of them that must be
   */
  private record Arguments(ToolDefinition tool, Set<String> left, Set<String> missing)
      implements Text {

    Text text() {
      return Texts.sequence(MAYBE_BREAK, this);
    }

    @Override
    public Text after(int symbol) {
      if (symbol == Mark.END_CALL.symbol()) {
        return missing.isEmpty() ? END : null;
      }
      if (symbol != Mark.KEY.symbol()) {
        return null;
      }
      Map<String, Text> keys = new HashMap<>();
      left.forEach(key -> keys.put(key, new Value(this, key)));
      List<Text> all = new ArrayList<>();
      all.add(Choice.of(keys));
      if (tool.open()) {
        all.add(Texts.sequence(Texts.otherThan(tool.parameters().keySet()), value(ANY, this)));
      }
      Text any = Texts.either(all);
      return any == NONE ? null : any;
    }

    private Text value(String key) {
      Arguments rest = new Arguments(tool, without(left, key), without(missing, key));
      return value(tool.parameters().get(key).values(), rest);
    }

    private static Text value(Text values, Arguments rest) {
      return Texts.sequence(
          Mark.END_KEY.text(),
          MAYBE_BREAK,
          Mark.VALUE.text(),
          values,
          Mark.END_VALUE.text(),
          rest.text());
    }

    private static Set<String> without(Set<String> names, String name) {
      Set<String> others = new LinkedHashSet<>(names);
      others.remove(name);
      return others;
    }

    @Override
    public boolean mayEnd() {
      return false;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Arguments that
          && tool == that.tool
          && left.equals(that.left)
          && missing.equals(that.missing);
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(tool) + left.hashCode();
    }
  }

  /** What follows a key, looked at only when that key was said. */
  private record Value(Arguments before, String key) implements Text {
    @Override
    public Text after(int symbol) {
      return before.value(key).after(symbol);
    }

    @Override
    public boolean mayEnd() {
      return false;
    }
  }

  @Override
  public boolean begins(String said, Map<String, ToolDefinition> tools) {
    return tools.containsKey(name(said));
  }

  private static String name(String said) {
    int end = said.indexOf(Mark.KEY.spelled());
    return (end < 0 ? said : said.substring(0, end)).strip();
  }

  @Override
  public Optional<ToolCall> read(String said, Map<String, ToolDefinition> tools) {
    int nameEnd = said.indexOf(Mark.KEY.spelled());
    String name = name(said);
    ToolDefinition tool = tools.get(name);
    if (tool == null) {
      return Optional.empty();
    }
    JsonObject arguments = new JsonObject();
    Parts parts = new Parts(said, nameEnd < 0 ? said.length() : nameEnd);
    while (!parts.isOver()) {
      String key = parts.between(Mark.KEY, Mark.END_KEY);
      String value = key == null ? null : parts.between(Mark.VALUE, Mark.END_VALUE);
      if (value == null) {
        return Optional.empty();
      }
      arguments.add(key.strip(), tool.meaning(key.strip(), value));
    }
    return Optional.of(new ToolCall(name, arguments.toString()));
  }

  /** Text that is read from its beginning to its end. */
  private static final class Parts {
    private final String text;
    private int at;

    Parts(String text, int start) {
      this.text = text;
      this.at = start;
    }

    boolean isOver() {
      skipBlanks();
      return at == text.length();
    }

    /** What stands between two marks, of which the first is next; null when it does not. */
    String between(Mark first, Mark last) {
      skipBlanks();
      if (!text.startsWith(first.spelled(), at)) {
        return null;
      }
      int start = at + first.spelled().length();
      int end = text.indexOf(last.spelled(), start);
      if (end < 0) {
        return null;
      }
      at = end + last.spelled().length();
      return text.substring(start, end);
    }

    private void skipBlanks() {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
    }
  }
}
