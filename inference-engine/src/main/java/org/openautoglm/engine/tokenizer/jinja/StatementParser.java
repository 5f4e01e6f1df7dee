// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Parses text, print statements and tags. */
final class StatementParser {
  private final TokenStream stream;
  private final ExpressionParser expressions;
  private int loops;

  private StatementParser(TokenStream stream) {
    this.stream = stream;
    this.expressions = new ExpressionParser(stream);
  }

  static Block parse(List<Token> tokens) {
    return new StatementParser(new TokenStream(tokens)).parseUntil(Set.of());
  }

  /** Statements up to a tag of one of the names, which becomes the current token. */
  private Block parseUntil(Set<String> ends) {
    stream.enter();
    int begun = stream.previousLine();
    List<Block.Located> statements = new ArrayList<>();
    while (true) {
      Token token = stream.current();
      int line = token.line();
      if (token.type() == Token.Type.END) {
        if (!ends.isEmpty()) {
          throw JinjaException.syntax(
              "the template ends before '" + String.join("' or '", ends) + "'", begun);
        }
        break;
      }
      stream.next();
      switch (token.type()) {
        case DATA -> statements.add(new Block.Located(new Statements.Text(token.text()), line));
        case OUTPUT_BEGIN -> {
          Expression value = expressions.parseTuple(true);
          if (stream.current().type() != Token.Type.OUTPUT_END) {
            throw stream.unexpected("the end of the print statement");
          }
          stream.next();
          statements.add(new Block.Located(new Statements.Print(value), line));
        }
        default -> {
          if (stream.current().type() == Token.Type.NAME
              && ends.contains(stream.current().text())) {
            stream.leave();
            return new Block(statements);
          }
          statements.add(new Block.Located(parseTag(), line));
        }
      }
    }
    stream.leave();
    return new Block(statements);
  }

  private Statement parseTag() {
    Token token = stream.current();
    String tag = stream.expectIdentifier();
    return switch (tag) {
      case "if" -> parseIf();
      case "for" -> parseFor();
      case "set" -> parseSet();
      case "macro" -> parseMacro();
      case "call" -> parseCall();
      case "filter" -> parseFilter();
      case "with" -> parseWith();
      case "generation" -> new Statements.Scoped(parseBody("endgeneration"));
      case "break" -> parseLoopControl(tag, Statement.Flow.BREAK);
      case "continue" -> parseLoopControl(tag, Statement.Flow.CONTINUE);
      default ->
          throw JinjaException.syntax("Encountered unknown tag '" + tag + "'.", token.line());
    };
  }

  /** The body of a tag that has nothing more to say, and its end tag. */
  private Block parseBody(String end) {
    stream.expectBlockEnd();
    Block body = parseUntil(Set.of(end));
    stream.next();
    stream.expectBlockEnd();
    return body;
  }

  private Statement parseIf() {
    List<Statements.Branch> branches = new ArrayList<>();
    Block otherwise = null;
    while (true) {
      Expression condition = expressions.parseTuple(false);
      stream.expectBlockEnd();
      branches.add(new Statements.Branch(condition, parseUntil(Set.of("elif", "else", "endif"))));
      String end = stream.next().text();
      if (end.equals("else")) {
        otherwise = parseBody("endif");
      } else if (end.equals("endif")) {
        stream.expectBlockEnd();
      }
      if (!end.equals("elif")) {
        return new Statements.If(branches, otherwise);
      }
    }
  }

  private Statement parseFor() {
    Target target = parseTargets();
    stream.expectName("in");
    Expression items = expressions.parseIterable();
    Expression condition = stream.skipName("if") ? expressions.parse() : null;
    boolean recursive = stream.skipName("recursive");
    stream.expectBlockEnd();
    loops++;
    Block body = parseUntil(Set.of("endfor", "else"));
    loops--;
    Block otherwise = null;
    if (stream.next().text().equals("else")) {
      otherwise = parseBody("endfor");
    } else {
      stream.expectBlockEnd();
    }
    return new For(target, items, condition, recursive, body, otherwise);
  }

  private Statement parseLoopControl(String tag, Statement.Flow flow) {
    if (loops == 0) {
      throw JinjaException.syntax("'" + tag + "' outside loop", stream.line());
    }
    stream.expectBlockEnd();
    return (scope, out) -> flow;
  }

  private Statement parseSet() {
    Target target = parseTargets();
    if (stream.skipOperator("=")) {
      Expression value = expressions.parseTuple(true);
      stream.expectBlockEnd();
      return new Statements.Set(target, value);
    }
    Expression captured = new Expressions.Name(Statements.CAPTURED);
    Expression filtered = expressions.parseFilters(captured, false);
    return new Statements.SetBlock(target, filtered, parseBody("endset"));
  }

  private Target parseTargets() {
    List<Target> targets = new ArrayList<>();
    boolean several = false;
    targets.add(parseTarget());
    while (stream.skipOperator(",")) {
      several = true;
      if (stream.atName("in") || stream.atOperator("=") || stream.atOperator(")")) {
        break;
      }
      targets.add(parseTarget());
    }
    return several ? new Target.Several(targets) : targets.get(0);
  }

  private Target parseTarget() {
    if (stream.skipOperator("(")) {
      Target inner = parseTargets();
      stream.expectOperator(")");
      return inner;
    }
    int line = stream.line();
    String name = stream.expectIdentifier();
    if (Set.of("true", "false", "none", "True", "False", "None").contains(name)) {
      throw JinjaException.syntax("can't assign to '" + name + "'", line);
    }
    return stream.skipOperator(".")
        ? new Target.Attribute(name, stream.expectIdentifier())
        : new Target.Variable(name);
  }

  private Statement parseMacro() {
    String name = stream.expectIdentifier();
    Macro.Signature signature = parseSignature();
    int begun = stream.position();
    Block body = parseMacroBody("endmacro");
    Macro.Extras extras = extras(begun);
    return new Statements.Set(
        new Target.Variable(name), scope -> new Macro(name, signature, extras, body, scope));
  }

  /** The loops around a macro are not those of its body. */
  private Block parseMacroBody(String end) {
    int outer = loops;
    loops = 0;
    Block body = parseBody(end);
    loops = outer;
    return body;
  }

  private Macro.Extras extras(int begun) {
    return new Macro.Extras(
        stream.mentions("varargs", begun),
        stream.mentions("kwargs", begun),
        stream.mentions("caller", begun));
  }

  private Macro.Signature parseSignature() {
    List<String> names = new ArrayList<>();
    List<Expression> defaults = new ArrayList<>();
    stream.expectOperator("(");
    while (!stream.skipOperator(")")) {
      if (!names.isEmpty()) {
        stream.expectOperator(",");
        if (stream.skipOperator(")")) {
          break;
        }
      }
      names.add(stream.expectIdentifier());
      if (stream.skipOperator("=")) {
        defaults.add(expressions.parse());
      } else if (!defaults.isEmpty()) {
        throw JinjaException.syntax("non-default argument follows default argument", stream.line());
      }
    }
    return new Macro.Signature(names, defaults);
  }

  private Statement parseCall() {
    Macro.Signature signature =
        stream.atOperator("(") ? parseSignature() : new Macro.Signature(List.of(), List.of());
    int line = stream.line();
    if (!(expressions.parse() instanceof Calls.Call call)) {
      throw JinjaException.syntax("expected a call", line);
    }
    int begun = stream.position();
    Block body = parseMacroBody("endcall");
    return new Statements.CallBlock(call, signature, extras(begun), body);
  }

  private Statement parseFilter() {
    Expression filtered = expressions.parseFilters(new Expressions.Name(Statements.CAPTURED), true);
    return new Statements.FilterBlock(filtered, parseBody("endfilter"));
  }

  private Statement parseWith() {
    List<Target> targets = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (stream.current().type() != Token.Type.BLOCK_END) {
      if (!targets.isEmpty()) {
        stream.expectOperator(",");
      }
      targets.add(parseTarget());
      stream.expectOperator("=");
      values.add(expressions.parse());
    }
    return new Statements.With(targets, values, parseBody("endwith"));
  }
}
