// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parses primary expressions and what can follow them: subscripts, calls, filters, tests. */
final class PostfixParser {
  private final TokenStream stream;
  private final ExpressionParser expressions;

  PostfixParser(TokenStream stream, ExpressionParser expressions) {
    this.stream = stream;
    this.expressions = expressions;
  }

  Expression parsePrimary() {
    Token token = stream.next();
    switch (token.type()) {
      case NAME:
        return switch (token.text()) {
          case "true", "True" -> new Expressions.Literal(true);
          case "false", "False" -> new Expressions.Literal(false);
          case "none", "None" -> new Expressions.Literal(null);
          default -> new Expressions.Name(token.text());
        };
      case STRING:
        StringBuilder text = new StringBuilder(token.text());
        while (stream.current().type() == Token.Type.STRING) {
          text.append(stream.next().text());
        }
        return new Expressions.Literal(text.toString());
      case NUMBER:
        return new Expressions.Literal(token.value());
      default:
        break;
    }
    return switch (token.type() == Token.Type.OPERATOR ? token.text() : "") {
      case "(" -> parseParenthesized();
      case "[" -> new Expressions.ListLiteral(parseItems("]"));
      case "{" -> parseDict();
      default ->
          throw JinjaException.syntax(
              "expected an expression, got " + token.describe(), token.line());
    };
  }

  private Expression parseParenthesized() {
    if (stream.skipOperator(")")) {
      return new Expressions.TupleLiteral(List.of());
    }
    Expression value = expressions.parseTuple(true);
    stream.expectOperator(")");
    return value;
  }

  private List<Expression> parseItems(String close) {
    List<Expression> items = new ArrayList<>();
    while (!stream.skipOperator(close)) {
      if (!items.isEmpty()) {
        stream.expectOperator(",");
        if (stream.skipOperator(close)) {
          break;
        }
      }
      items.add(expressions.parse());
    }
    return items;
  }

  private Expression parseDict() {
    List<Expression> keys = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!stream.skipOperator("}")) {
      if (!keys.isEmpty()) {
        stream.expectOperator(",");
        if (stream.skipOperator("}")) {
          break;
        }
      }
      keys.add(expressions.parse());
      stream.expectOperator(":");
      values.add(expressions.parse());
    }
    return new Expressions.DictLiteral(keys, values);
  }

  Expression parsePostfix(Expression value) {
    Expression result = value;
    while (true) {
      if (stream.skipOperator(".")) {
        result = parseMember(result);
      } else if (stream.skipOperator("[")) {
        result = parseSubscript(result);
      } else if (stream.atOperator("(")) {
        result = new Calls.Call(result, parseArguments());
      } else {
        return result;
      }
    }
  }

  private Expression parseMember(Expression owner) {
    Token token = stream.next();
    return switch (token.type()) {
      case NAME -> new Access.Attribute(owner, token.text());
      case NUMBER -> new Access.Item(owner, new Expressions.Literal(token.value()));
      default ->
          throw JinjaException.syntax(
              "expected a name or number, got " + token.describe(), token.line());
    };
  }

  private Expression parseSubscript(Expression owner) {
    List<Expression> indices = new ArrayList<>();
    Expression sliced = null;
    while (!stream.skipOperator("]")) {
      if (!indices.isEmpty() || sliced != null) {
        stream.expectOperator(",");
      }
      Expression start = stream.atOperator(":") ? null : expressions.parse();
      if (stream.atOperator(":")) {
        sliced = parseSlice(owner, start);
      } else {
        indices.add(start);
      }
    }
    if (sliced != null ? !indices.isEmpty() : indices.isEmpty()) {
      throw stream.unexpected("one subscript");
    }
    if (sliced != null) {
      return sliced;
    }
    return new Access.Item(
        owner, indices.size() == 1 ? indices.get(0) : new Expressions.TupleLiteral(indices));
  }

  private Expression parseSlice(Expression owner, Expression start) {
    stream.expectOperator(":");
    Expression stop = atSliceEnd() ? null : expressions.parse();
    Expression step = null;
    if (stream.skipOperator(":")) {
      step = atSliceEnd() ? null : expressions.parse();
    }
    return new Access.Slice(owner, start, stop, step);
  }

  private boolean atSliceEnd() {
    return stream.atOperator(":") || stream.atOperator("]") || stream.atOperator(",");
  }

  Expression parseFiltersAndTests(Expression value) {
    Expression result = value;
    while (true) {
      if (stream.atOperator("|")) {
        result = parseFilters(result, false);
      } else if (stream.skipName("is")) {
        result = parseTest(result);
      } else if (stream.atOperator("(")) {
        result = new Calls.Call(result, parseArguments());
      } else {
        return result;
      }
    }
  }

  /** Filters; the first one without its bar if {@code bare}. */
  Expression parseFilters(Expression value, boolean bare) {
    Expression result = value;
    boolean first = bare;
    while (first || stream.skipOperator("|")) {
      first = false;
      String name = parseDottedName();
      result = new Calls.Filter(result, name, parseOptionalArguments());
    }
    return result;
  }

  private Expression parseTest(Expression value) {
    boolean negated = stream.skipName("not");
    String name = parseDottedName();
    Calls.ArgumentList arguments = Calls.ArgumentList.NONE;
    if (stream.atOperator("(")) {
      arguments = parseArguments();
    } else if (atTestArgument()) {
      if (stream.atName("is")) {
        throw JinjaException.syntax("You cannot chain multiple tests with is", stream.line());
      }
      arguments = Calls.ArgumentList.of(parsePostfix(parsePrimary()));
    }
    Expression test = new Calls.Test(value, name, arguments);
    return negated ? new Expressions.Not(test) : test;
  }

  private boolean atTestArgument() {
    return switch (stream.current().type()) {
      case STRING, NUMBER -> true;
      case NAME -> !stream.atName("else") && !stream.atName("or") && !stream.atName("and");
      case OPERATOR -> stream.atOperator("[") || stream.atOperator("{");
      default -> false;
    };
  }

  private String parseDottedName() {
    StringBuilder name = new StringBuilder(stream.expectIdentifier());
    while (stream.skipOperator(".")) {
      name.append('.').append(stream.expectIdentifier());
    }
    return name.toString();
  }

  private Calls.ArgumentList parseOptionalArguments() {
    return stream.atOperator("(") ? parseArguments() : Calls.ArgumentList.NONE;
  }

  Calls.ArgumentList parseArguments() {
    stream.expectOperator("(");
    List<Expression> positional = new ArrayList<>();
    Map<String, Expression> named = new LinkedHashMap<>();
    Expression list = null;
    Expression dict = null;
    boolean first = true;
    while (!stream.skipOperator(")")) {
      if (!first) {
        stream.expectOperator(",");
        if (stream.skipOperator(")")) {
          break;
        }
      }
      first = false;
      if (stream.skipOperator("*")) {
        list = expressions.parse();
      } else if (stream.skipOperator("**")) {
        dict = expressions.parse();
      } else if (stream.current().type() == Token.Type.NAME && stream.lookAhead().isOperator("=")) {
        String name = stream.expectIdentifier();
        stream.expectOperator("=");
        named.put(name, expressions.parse());
      } else if (named.isEmpty() && dict == null) {
        positional.add(expressions.parse());
      } else {
        throw JinjaException.syntax("invalid syntax for function call expression", stream.line());
      }
    }
    return new Calls.ArgumentList(positional, named, list, dict);
  }
}
