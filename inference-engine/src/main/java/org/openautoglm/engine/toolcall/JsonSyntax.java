// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.toolcall;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.openautoglm.engine.api.ToolCallReader.ToolCall;
import org.openautoglm.engine.grammar.Choice;
import org.openautoglm.engine.grammar.Text;
import org.openautoglm.engine.grammar.Texts;

/**
 * The way of Qwen 2.5 and 3, which is that of Hermes.
 *
 * <pre>{@code
 * <tool_call>
 * {"name": "name", "arguments": {"key": "value"}}
 * </tool_call>
 * }</pre>
 */
final class JsonSyntax implements CallSyntax {
  private static final Text MAYBE_SPACE = Choice.of("", " ");

  @Override
  public Set<Mark> marks() {
    return EnumSet.of(Mark.CALL, Mark.END_CALL);
  }

  @Override
  public String example() {
    return "<tool_call>{\"name\":\"probe\",\"arguments\":{\"key\":\"value\"}}</tool_call>";
  }

  @Override
  public Text call(Collection<ToolDefinition> tools) {
    Map<String, Text> names = new HashMap<>();
    for (ToolDefinition tool : tools) {
      names.put(
          JsonText.of(tool.name()),
          Texts.sequence(
              Choice.of(","),
              MAYBE_SPACE,
              Choice.of("\"arguments\":"),
              MAYBE_SPACE,
              tool.arguments(),
              Choice.of("}"),
              MAYBE_BREAK,
              Mark.END_CALL.text()));
    }
    return Texts.sequence(MAYBE_BREAK, Choice.of("{\"name\":"), MAYBE_SPACE, Choice.of(names));
  }

  @Override
  public boolean begins(String said, Map<String, ToolDefinition> tools) {
    return said.stripLeading().startsWith("{");
  }

  @Override
  public Optional<ToolCall> read(String said, Map<String, ToolDefinition> tools) {
    Optional<JsonElement> value = JsonText.read(said);
    if (value.isEmpty() || !value.get().isJsonObject()) {
      return Optional.empty();
    }
    JsonObject call = value.get().getAsJsonObject();
    JsonElement name = call.get("name");
    JsonElement arguments = call.has("arguments") ? call.get("arguments") : new JsonObject();
    boolean whole = name != null && name.isJsonPrimitive() && arguments.isJsonObject();
    return whole && tools.containsKey(name.getAsString())
        ? Optional.of(new ToolCall(name.getAsString(), JsonText.of(arguments)))
        : Optional.empty();
  }
}
