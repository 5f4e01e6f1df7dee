// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.toolcall;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.openautoglm.engine.api.Grammar;
import org.openautoglm.engine.grammar.Literals;
import org.openautoglm.engine.grammar.Text;
import org.openautoglm.engine.toolcall.ToolCallForm.Mark;

/** Follows an answer with tool calls in it. */
final class ToolCallMatcher implements Grammar.Matcher {
  private static final String BREAK = "\n";
  private static final Text MAYBE_BREAK = Literals.of("", BREAK);

  /** What is being said. */
  private enum Stage {
    BESIDE_CALLS,
    BEFORE_CALL,
    NAME,
    BETWEEN_ARGUMENTS,
    KEY,
    BEFORE_VALUE,
    VALUE
  }

  private final ToolCallForm form;
  private final Map<String, ToolDefinition> tools;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final boolean parallel;
  private boolean called;
  private Stage stage;

  /** What may be said before the next mark. */
  private Text text;

  private ToolDefinition tool;
  private String key;
  private final Set<String> left = new LinkedHashSet<>();
  private final Set<String> missing = new LinkedHashSet<>();

  /**
   * @param tools by their names
   * @param required whether a call is what comes first
   * @param parallel whether others may follow the first one
   */
  ToolCallMatcher(
      ToolCallForm form, Map<String, ToolDefinition> tools, boolean required, boolean parallel) {
    this.form = form;
    this.tools = tools;
    this.parallel = parallel;
    enter(required ? Stage.BEFORE_CALL : Stage.BESIDE_CALLS, required ? MAYBE_BREAK : Text.ANY);
  }

  private void enter(Stage next, Text expected) {
    stage = next;
    text = expected;
    said.reset();
  }

  @Override
  public Optional<BitSet> allowed() {
    if (stage == Stage.BESIDE_CALLS) {
      return called && !parallel ? Optional.of(form.allButCalls()) : Optional.empty();
    }
    if (stage == Stage.VALUE && text == Text.ANY) {
      return Optional.of(form.anyValue());
    }
    BitSet allowed = form.allowed(text, text.mayEnd() ? marks() : Set.of());
    // a vocabulary without the bytes of a name cannot say it
    return allowed.isEmpty() ? Optional.empty() : Optional.of(allowed);
  }

  /** Those that may follow the text when it ends here. */
  private Set<Mark> marks() {
    return switch (stage) {
      case BESIDE_CALLS, BEFORE_CALL -> EnumSet.of(Mark.CALL);
      case NAME -> {
        ToolDefinition named = tools.get(name());
        yield behindArguments(named, named.parameters().keySet(), named.required());
      }
      case BETWEEN_ARGUMENTS -> behindArguments(tool, left, missing);
      case KEY -> EnumSet.of(Mark.END_KEY);
      case BEFORE_VALUE -> EnumSet.of(Mark.VALUE);
      case VALUE -> EnumSet.of(Mark.END_VALUE);
    };
  }

  private static Set<Mark> behindArguments(
      ToolDefinition tool, Set<String> left, Set<String> missing) {
    Set<Mark> marks = EnumSet.noneOf(Mark.class);
    if (!left.isEmpty() || tool.open()) {
      marks.add(Mark.KEY);
    }
    if (missing.isEmpty()) {
      marks.add(Mark.END_CALL);
    }
    return marks;
  }

  @Override
  public void accept(int token) {
    Mark mark = form.mark(token);
    if (mark == null) {
      say(form.bytes(token));
    } else if (text.mayEnd() && marks().contains(mark)) {
      pass(mark);
    } else {
      leave();
    }
  }

  private void say(byte[] bytes) {
    if (stage == Stage.BESIDE_CALLS) {
      return;
    }
    for (byte next : bytes) {
      text = text.after(Byte.toUnsignedInt(next));
      if (text == null) {
        leave();
        return;
      }
    }
    said.writeBytes(bytes);
  }

  private void pass(Mark mark) {
    switch (mark) {
      case CALL -> enter(Stage.NAME, names());
      case KEY -> {
        if (stage == Stage.NAME) {
          begin(tools.get(name()));
        }
        enter(Stage.KEY, tool.open() ? Text.ANY : Literals.of(left));
      }
      case END_KEY -> {
        key = said.toString(StandardCharsets.UTF_8);
        left.remove(key);
        missing.remove(key);
        enter(Stage.BEFORE_VALUE, MAYBE_BREAK);
      }
      case VALUE -> enter(Stage.VALUE, tool.value(key));
      case END_VALUE -> enter(Stage.BETWEEN_ARGUMENTS, MAYBE_BREAK);
      case END_CALL -> {
        called = true;
        leave();
      }
    }
  }

  private void begin(ToolDefinition begun) {
    tool = begun;
    replace(left, begun.parameters().keySet());
    replace(missing, begun.required());
  }

  private static void replace(Set<String> set, Collection<String> with) {
    set.clear();
    set.addAll(with);
  }

  private void leave() {
    enter(Stage.BESIDE_CALLS, Text.ANY);
  }

  /** A name, and perhaps the line's end. */
  private Text names() {
    return Literals.of(
        tools.keySet().stream().flatMap(name -> Stream.of(name, name + BREAK)).toList());
  }

  private String name() {
    String name = said.toString(StandardCharsets.UTF_8);
    return name.endsWith(BREAK) ? name.substring(0, name.length() - 1) : name;
  }
}
