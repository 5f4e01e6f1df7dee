// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

/** A template is faulty, failed, or gave up through {@code raise_exception}. */
public final class JinjaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int line;
  private final boolean raised;

  private JinjaException(String message, int line, boolean raised) {
    super(message, null, false, true);
    this.line = line;
    this.raised = raised;
  }

  static JinjaException syntax(String message, int line) {
    return new JinjaException(message, line, false);
  }

  /** A failure whose line becomes known to the statement it passes through. */
  static JinjaException failure(String message) {
    return new JinjaException(message, 0, false);
  }

  static JinjaException raised(String message) {
    return new JinjaException(message, 0, true);
  }

  JinjaException at(int statementLine) {
    if (line != 0) {
      return this;
    }
    JinjaException located = new JinjaException(getMessage(), statementLine, raised);
    located.setStackTrace(getStackTrace());
    return located;
  }

  /** Line of the template, from 1; 0 when unknown. */
  public int line() {
    return line;
  }

  /** Whether the template itself called {@code raise_exception}. */
  public boolean isRaised() {
    return raised;
  }
}
