// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** A parsed template. Safe for use by many threads; every rendering has its own state. */
public final class Template {
  private final Block body;

  private Template(Block body) {
    this.body = body;
  }

  /**
   * Parses a template.
   *
   * @throws JinjaException when its syntax is wrong
   */
  public static Template parse(String source) {
    try {
      return new Template(StatementParser.parse(Lexer.tokenize(source)));
    } catch (StackOverflowError e) {
      throw JinjaException.syntax("nested too deeply", 1);
    }
  }

  /**
   * Renders the template.
   *
   * @param variables JSON values by name; they are copied, a template cannot change them
   * @param clock what {@code strftime_now} reads, in its zone
   * @throws JinjaException when the template fails, exceeds the limits or raises an exception
   * @throws IllegalArgumentException when a variable is not a JSON value
   */
  public String render(Map<String, ?> variables, Clock clock, RenderLimits limits) {
    Rendering rendering = new Rendering(limits, clock);
    Map<String, Object> outermost = new HashMap<>(Globals.ALL);
    variables.forEach((name, value) -> outermost.put(name, Values.of(value)));
    try {
      return body.capture(new Scope(new Scope(rendering, outermost)));
    } catch (StackOverflowError e) {
      throw JinjaException.failure("The template or its data are nested too deeply.");
    }
  }
}
