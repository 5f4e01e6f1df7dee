// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.util.List;

/** Statements one after the other. */
record Block(List<Located> statements) {

  Block {
    statements = List.copyOf(statements);
  }

  /** A statement and its line, so that a failure can name it. */
  record Located(Statement statement, int line) {}

  Statement.Flow execute(Scope scope, Output out) {
    for (Located located : statements) {
      try {
        scope.rendering().work(1);
        Statement.Flow flow = located.statement().execute(scope, out);
        if (flow != Statement.Flow.NEXT) {
          return flow;
        }
      } catch (JinjaException e) {
        throw e.at(located.line());
      }
    }
    return Statement.Flow.NEXT;
  }

  /** Executes into a text of its own. */
  String capture(Scope scope) {
    Output out = new Output(scope.rendering());
    execute(scope, out);
    return out.toString();
  }
}
