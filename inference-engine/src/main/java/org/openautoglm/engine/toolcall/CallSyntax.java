// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.toolcall;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.openautoglm.engine.api.ToolCallReader.ToolCall;
import org.openautoglm.engine.grammar.Choice;
import org.openautoglm.engine.grammar.Text;

/** How calls are spelled between {@link Mark#CALL} and {@link Mark#END_CALL}. */
interface CallSyntax {
  /** What may separate marks and what stands between them. */
  Text MAYBE_BREAK = Choice.of("", "\n");

  /** Those that have to be tokens. */
  Set<Mark> marks();

  /** A call of the tool {@code probe} with {@code key} for {@code value}, without blanks. */
  String example();

  /** What may be said behind {@link Mark#CALL}, up to and with {@link Mark#END_CALL}. */
  Text call(Collection<ToolDefinition> tools);

  /** Whether this may be the beginning of a call of one of the tools. */
  boolean begins(String said, Map<String, ToolDefinition> tools);

  /**
   * Reads what was said between the two.
   *
   * @return empty when it is no whole call of one of the tools
   */
  Optional<ToolCall> read(String said, Map<String, ToolDefinition> tools);
}
