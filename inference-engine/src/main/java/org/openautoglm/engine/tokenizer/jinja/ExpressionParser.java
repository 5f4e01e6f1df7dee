// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.engine.tokenizer.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Parses expressions with the precedences of Jinja2's own parser. */
final class ExpressionParser {
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

  private final TokenStream stream;
  private final PostfixParser postfix;

  ExpressionParser(TokenStream stream) {
    this.stream = stream;
    this.postfix = new PostfixParser(stream, this);
  }

  /** An expression, a conditional one included. */
  Expression parse() {
    stream.enter();
    Expression value = parseOr();
    while (stream.skipName("if")) {
      Expression condition = parseOr();
      Expression otherwise = stream.skipName("else") ? parse() : null;
      value = new Expressions.Conditional(condition, value, otherwise);
    }
    stream.leave();
    return value;
  }

  /** One expression, or several separated by commas: a tuple. */
  Expression parseTuple(boolean conditional) {
    return parseTuple(conditional, false);
  }

  /** What a loop runs over, up to its condition or {@code recursive}. */
  Expression parseIterable() {
    return parseTuple(false, true);
  }

  private Expression parseTuple(boolean conditional, boolean inLoop) {
    List<Expression> items = new ArrayList<>();
    boolean tuple = false;
    while (!atTupleEnd() && !(inLoop && stream.atName("recursive"))) {
      items.add(conditional ? parse() : parseOr());
      if (!stream.skipOperator(",")) {
        break;
      }
      tuple = true;
    }
    if (items.isEmpty()) {
      throw stream.unexpected("an expression");
    }
    return tuple ? new Expressions.TupleLiteral(items) : items.get(0);
  }

  private boolean atTupleEnd() {
    Token.Type type = stream.current().type();
    return type == Token.Type.OUTPUT_END || type == Token.Type.BLOCK_END || stream.atOperator(")");
  }

  /** The filters after {@code {% filter} or {@code {% set x}, applied to a value. */
  Expression parseFilters(Expression value, boolean first) {
    return postfix.parseFilters(value, first);
  }

  private Expression parseOr() {
    Expression left = parseAnd();
    while (stream.skipName("or")) {
      left = new Expressions.Or(left, parseAnd());
    }
    return left;
  }

  private Expression parseAnd() {
    Expression left = parseNot();
    while (stream.skipName("and")) {
      left = new Expressions.And(left, parseNot());
    }
    return left;
  }

  private Expression parseNot() {
    if (stream.atName("not") && !stream.lookAhead().isName("in")) {
      stream.next();
      stream.enter();
      Expression operand = parseNot();
      stream.leave();
      return new Expressions.Not(operand);
    }
    return parseComparison();
  }

  private Expression parseComparison() {
    Expression first = parseSum();
    List<Operations.Comparison> rest = new ArrayList<>();
    while (true) {
      if (COMPARISONS.contains(stream.current().text())
          && stream.current().type() == Token.Type.OPERATOR) {
        rest.add(new Operations.Comparison(stream.next().text(), parseSum()));
      } else if (stream.skipName("in")) {
        rest.add(new Operations.Comparison("in", parseSum()));
      } else if (stream.atName("not") && stream.lookAhead().isName("in")) {
        stream.next();
        stream.next();
        rest.add(new Operations.Comparison("not in", parseSum()));
      } else {
        return rest.isEmpty() ? first : new Operations.Compare(first, rest);
      }
    }
  }

  private Expression parseSum() {
    Expression left = parseConcatenation();
    while (stream.atOperator("+") || stream.atOperator("-")) {
      left = new Operations.Binary(stream.next().text(), left, parseConcatenation());
    }
    return left;
  }

  private Expression parseConcatenation() {
    Expression first = parseProduct();
    if (!stream.atOperator("~")) {
      return first;
    }
    List<Expression> parts = new ArrayList<>(List.of(first));
    while (stream.skipOperator("~")) {
      parts.add(parseProduct());
    }
    return new Operations.Concatenation(parts);
  }

  private Expression parseProduct() {
    Expression left = parsePower();
    while (stream.atOperator("*")
        || stream.atOperator("/")
        || stream.atOperator("//")
        || stream.atOperator("%")) {
      left = new Operations.Binary(stream.next().text(), left, parsePower());
    }
    return left;
  }

  private Expression parsePower() {
    Expression left = parseUnary(true);
    while (stream.atOperator("**")) {
      left = new Operations.Binary(stream.next().text(), left, parseUnary(true));
    }
    return left;
  }

  private Expression parseUnary(boolean filtered) {
    stream.enter();
    Expression value;
    if (stream.atOperator("-") || stream.atOperator("+")) {
      value = new Operations.Sign(stream.next().text(), parseUnary(false));
    } else {
      value = postfix.parsePrimary();
    }
    value = postfix.parsePostfix(value);
    stream.leave();
    return filtered ? postfix.parseFiltersAndTests(value) : value;
  }
}
